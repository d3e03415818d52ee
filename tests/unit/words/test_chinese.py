"""Chinese messages of the mainland, Hong Kong and Taiwan: what they say, and what they only seem to say."""

import pytest

from forbear.words import read_message

SAID = """
threat|debtor|别逼我找你孩子学校
threat|debtor|你妈的电话我这儿有，晚上八点准时给她打
threat|debtor|今晚不打款，明天全村微信群见
threat|debtor|我们会把你的欠款情况函告村委会并在村口张贴
threat|debtor|信不信我让你在这个城市待不下去
threat|debtor|派出所已经受理，马上派人到你户籍地核查
threat|debtor|不处理就等着收法院传票吧
threat|debtor|案件将移交至户籍所在地司法机关
threat|debtor|给你半小时，不然后果自负，你家人的安全我可不保证
threat|debtor|阿sir會上門拉人
threat|debtor|我司將循法律途徑追討，屆時一切訟費由閣下承擔
threat|debtor|本公司將派員親赴府上拜訪
threat|debtor|再不出面，我们只好联系您的紧急联系人了解情况
threat|debtor|我们的调查员会去您单位核实情况
threat|debtor|下周一外勤到你们厂，找你们车间主任聊聊
threat|debtor|你等着，我叫几个人过去陪你聊聊
threat|debtor|你的事我已经做成短视频，十分钟后上传
threat|debtor|信用卡恶意透支五万以上是要追究刑事责任的
insult|debtor|人活一张脸，树活一张皮，你连皮都没有
insult|debtor|穷成这样还学人借钱，可笑
insult|debtor|你这种人就该一辈子打光棍
insult|debtor|欠钱的都是大爷，您可真是大爷
insult|debtor|满嘴跑火车，你的话狗都不信
insult|debtor|你就是个社会败类
poses_as|debtor|您好，我是示例区人民法院诉前调解中心调解员小刘
poses_as|debtor|【示例公安分局】您涉嫌恶意骗贷，请速与办案人员联系
poses_as|debtor|我是示例律师事务所的代理律师，受平台委托向您发出律师函
poses_as|debtor|这里是执行局，你的案件已进入执行程序
poses_as|debtor|檢察官已就你的詐欺案簽發拘票，請立即處理
false_record|debtor|你会被列入全国失信人名单，子女上学就业都受影响
false_record|debtor|逾期记录将伴随您终身，无法消除
false_record|debtor|我们会上报公安大数据，你以后出门寸步难行
false_record|debtor|聯徵紀錄會跟著你一輩子，連電話都不能辦
false_record|debtor|再不还就把你身份证拉黑，银行卡全部停用
third_party_pay|relative|你是他老婆，夫妻债务共同承担，你不还谁还
third_party_pay|relative|麻烦您跟您儿子说一声，让他今天回个电话
third_party_pay|colleague|请帮忙转告李某，尽快与我司联系
third_party_pay|friend|你作为他的担保人，这钱你跑不掉
third_party_pay|relative|您老人家先替孩子还上这一期吧
third_party_pay|address_book_contact|他失联了，你是他的紧急联系人，请督促他还款
third_party_pay|relative|伯母，唔該叫你個仔覆電
borrow_elsewhere|debtor|找同事先倒个短，把我们这边结了
borrow_elsewhere|debtor|您可以考虑向亲友周转一下
borrow_elsewhere|debtor|车子抵押出去不就有钱了
borrow_elsewhere|debtor|信用卡里不是还有额度吗，刷出来先还我们
borrow_elsewhere|debtor|網上咁多財務公司，借一筆還咗先啦
borrow_elsewhere|debtor|再开一个网贷账户，放款后马上还清本期
opt_out_notice|none|【示例书店】新书到店，不想收到请回TD
opt_out_notice|none|回复T退订，退订免费
opt_out_notice|debtor|如不希望再接收短信，可回复“取消”，我们将在24小时内停止发送
opt_out_notice|none|若要停止收取本公司訊息，請致電400-000-0000
opt_out_notice|none|取消訂閱請按此 example.com
opt_out_notice|debtor|您也可以在APP设置中关闭短信提醒
initial_disclosure|debtor|本短信由催收机构发出，旨在催收债务，您提供的任何信息都将用于此目的
initial_disclosure|debtor|我们是讨债的，这通电话为讨债而打，您说的内容我们会用来讨债
initial_disclosure|debtor|本次通話目的為追收欠款，閣下所提供資料將作追收用途
limited_content|debtor|王先生您好，我是样例服务的小李，请您方便时回电400-000-0400，谢谢
limited_content|debtor|您好，样例商务赵敏，请于今日下午5点前致电400-000-0401
limited_content|debtor|陳小姐，這裡是樣例顧問，麻煩回覆400-000-0402，找黃先生
disclosure|debtor|您好，您有一笔款项已过约定日期，请尽快安排
disclosure|debtor|上月的账还没清，这个月又到了
disclosure|debtor|您的借呗本期应还523元，今日24点前还款不影响使用
disclosure|debtor|閣下之信用卡結欠港幣8,300元，繳款期限已過
disclosure|debtor|你那一万块什么时候给
disclosure|relative|您女儿在我们平台办了分期，已经三个月没交了
disclosure|debtor|这期的钱准备好了吗
disclosure|debtor|提醒您，明天是还款日，请确保账户余额充足
disclosure|debtor|【示例消费金融】尊敬的客户，您的贷款将于3月5日到期，请提前做好资金准备
disclosure|debtor|您尾号0000的借款已进入催收阶段
disclosure|debtor|閣下的私人貸款供款已逾期兩期
disclosure|debtor|钱呢？说好昨天的
disclosure|relative|您丈夫在本公司的欠款一直没有处理
disclosure|debtor|你欠我们公司的钱到底还不还
disclosure|debtor|貴客戶您好，您的帳款新台幣3,200元尚未繳納
threat|debtor|我看你是不见棺材不掉泪
threat|debtor|你家在哪我们一清二楚，别以为躲得掉
threat|debtor|让你们单位同事都看看你是什么人
threat|debtor|电话打爆为止，从你爸打到你小舅子
threat|debtor|我司已报请公安机关立案侦查
threat|debtor|催收组今天下午到您居住地走访
threat|debtor|法院的人会来贴封条
threat|debtor|把你抓去关几年你就老实了
third_party_pay|relative|你爸欠的钱，你们做儿女的得还
third_party_pay|friend|帮我们给小陈带个信，让他接电话
third_party_pay|colleague|麻烦您通知一下贵司的王某，请他今天务必回电
false_record|debtor|不还钱你孩子将来不能参军不能考公务员
false_record|debtor|我们会把你加进行业共享的黑名单，以后哪家都借不到
borrow_elsewhere|debtor|跟你爸妈开口啊，几千块他们还拿不出来？
borrow_elsewhere|debtor|把手机卖了先还一部分
insult|debtor|你这种无赖，猪狗不如
poses_as|debtor|我係律師樓嘅陳律師，代表財務公司追數
initial_disclosure|debtor|謹此聲明：本公司為收債公司，現正試圖收取債務，所得資料將用於收債
opt_out_notice|none|不想再收本店短信？回N退出
opt_out_notice|none|退訂請回覆R
limited_content|debtor|吳先生你好，我是樣例商務的阿May，請於辦公時間致電400-000-0700，謝謝
threat|debtor|今日再不清数，聽日全公司都會知你欠債
threat|debtor|我們會把你的照片貼滿社區公佈欄
threat|debtor|下班路上注意點，別怪兄弟們不客氣
threat|debtor|法務人員將於三日內至府上查封動產
threat|debtor|本公司將向法院聲請強制執行並扣押薪資
threat|debtor|你不怕丢人，你儿子在学校抬得起头吗
threat|debtor|你躲得了初一躲不了十五，我们的人在你小区门口守着
threat|debtor|给脸不要脸，那就别怪我通知你所有微信好友了
threat|debtor|公司财务已收到我们的扣薪函
threat|debtor|我会每天给你领导打二十个电话
threat|debtor|已向公安经侦报案，请等候传唤
threat|debtor|不还钱就让你牢底坐穿
threat|debtor|本案已由法务部移交律师，准备立案
threat|debtor|我们将采取进一步法律措施
insult|debtor|臭不要脸，骗钱的玩意
insult|debtor|你爹妈白养你了，没出息的东西
insult|debtor|做人要讲良心，你良心被狗吃了？
insult|debtor|人渣一个，还有脸发朋友圈旅游
insult|debtor|你這個廢物，連三千塊都還不起
insult|debtor|老賴，冇人格，仆街
poses_as|debtor|您好，我是市中院執行法官，您的案件今天下午將強制執行
poses_as|debtor|【示例检察院】您涉嫌信用卡诈骗罪，请配合调查
poses_as|debtor|示例律師事務所函：受銀行委任，請於七日內清償
poses_as|debtor|我系网警，你的贷款案件已移交我处
poses_as|debtor|法院传票编号0000，请于明日九点到庭
false_record|debtor|明天你就上老赖名单了，飞机高铁全都坐不了
false_record|debtor|个人征信污点一辈子洗不掉，孩子上学都受限
false_record|debtor|不还款将影响您三代亲属政审
false_record|debtor|我们已把你拉入全国网贷黑名单，永久禁贷
false_record|debtor|你的社保卡、医保卡将被冻结使用
third_party_pay|relative|你儿子跑了，债就由你们老两口来还
third_party_pay|relative|請轉告令嬡儘快與本公司聯絡
third_party_pay|friend|大家朋友一场，你先替他垫两千吧
third_party_pay|colleague|你们公司的员工欠钱，公司应该代扣
third_party_pay|address_book_contact|你好，认识赵某吗？麻烦你让他看到消息回电话
third_party_pay|relative|他电话关机，您帮忙催一下他还款
borrow_elsewhere|debtor|找亲戚借点先还上嘛，又不是多大的数
borrow_elsewhere|debtor|你可以去别的App借一笔过来周转
borrow_elsewhere|debtor|把车押了、把金子卖了，办法总是有的
borrow_elsewhere|debtor|用信用卡套现还这期，手续费我们出
borrow_elsewhere|debtor|先向朋友調頭寸，把這期繳了
borrow_elsewhere|debtor|花呗白条能用的都用上，先还清
opt_out_notice|none|如需退订，请点击链接
opt_out_notice|none|拒收请回复R
opt_out_notice|none|若您不想再收到我們的電郵，可隨時取消訂閱
opt_out_notice|debtor|不希望我们再短信联系您，请回复“停止”
opt_out_notice|debtor|您有权要求我们停止通过此号码联系您，回复NO即可
initial_disclosure|debtor|我们正在催收一笔债务，您提供的信息将被用于该目的
initial_disclosure|debtor|此次联系是为追讨欠款，获得的任何资料都会用于追讨
initial_disclosure|debtor|說明：本通訊來自債務催收人，目的在於收取債務，所獲資訊將用於該目的
limited_content|debtor|张女士您好，我是远景商务的李明，麻烦回电400-000-0800，工作日九点到六点均可
limited_content|debtor|您好，請回電樣例服務中心，電話400-000-0801，找林小姐
limited_content|debtor|刘先生，我是样例科技小周，看到请回我400-000-0802
limited_content|debtor|你好，我姓马，样例咨询公司的，有空回个电话：400-000-0803，谢谢！
disclosure|debtor|尊敬的用户，您本期账单已逾期3天，请立即还款以免影响信用
disclosure|debtor|還有兩期分期未繳，共5,600元
disclosure|debtor|你借的钱到底还不还了
disclosure|debtor|您的白条还有888元待还
disclosure|debtor|您的借款已到期，请及时归还本息
disclosure|debtor|您名下有一笔欠款尚未处理，请联系我们
disclosure|friend|你朋友欠了我们钱，现在联系不上
"""
"""What a collector says, or anybody where it is a notice: category, role of the reader, text."""
NOTHING = """
debtor|感谢您按时还款，您的账户状态正常
debtor|我们不会上门，也不会联系您的单位和家人，请放心
debtor|您的投诉我们已受理，将在七日内答复
debtor|如您对本决定不服，可向法院起诉或申请仲裁
debtor|您的额度已提升，欢迎使用
debtor|工作人员不会以任何理由要求您转账至个人账户，谨防诈骗
debtor|您可以和家人商量后再决定
debtor|您好，您的结清证明已开具，请登录查看
none|警方提醒：催收威胁要报警处理
friend|周末来我家吃饭，叫上你弟弟
colleague|明天律师来公司开会，请准备好合同
none|法院工作人员不会通过短信要求转账，谨防诈骗
debtor|我们尊重您的隐私，绝不向第三方透露任何信息
debtor|请勿通过其他网贷平台借款偿还本期款项
friend|借我二十块买水，明天还你
none|小区物业：明日上门抄表，请留人
friend|你这个傻瓜，生日快乐
debtor|客服电话已更新，如需帮助请拨打400-000-0500
debtor|我们理解您的困难，可以为您办理延期，不收取任何费用
debtor|您的账户已全部结清，感谢您的信任
debtor|经查您不存在逾期记录，请放心
debtor|如接到自称公检法要求转账的电话，请立即挂断
debtor|我司从未委托任何律师向您发函，如收到请勿理会
debtor|我们不会因为您晚还几天就起诉
debtor|催收人员如有辱骂、威胁行为，请拨打投诉热线
debtor|您可以指定一位联系人代您与我们沟通，全凭自愿
debtor|工作时间：周一至周五9:00-18:00，周末休息
debtor|您的身份证照片未通过审核，请重新上传
debtor|关于您反映的上门问题，我们已对该外包人员作出处理
debtor|个人征信报告每年可免费查询两次，如有错误可提出异议
debtor|您的预约已取消，期待下次为您服务
debtor|请不要向亲友借钱还款，我们可以调整计划
debtor|您的信息仅用于核实身份，不会用于其他目的
relative|您好，此号码已从我们的系统中删除，今后不会再联系您
relative|您无需为他人的债务负责，请放心
address_book_contact|抱歉打错电话，以后不会再打扰您
friend|他老婆给他打电话了，催他回家
friend|你再不来我就把你的丑照发群里哈哈
colleague|老板让你去他办公室一趟
colleague|客户的货款还没到账，你跟财务说一声
none|法院公告：拍卖示例大厦一层商铺
none|【示例市公安】出租屋请登记，民警将上门核查
none|【示例律所】法律咨询免费，离婚、债务纠纷均可
none|您的信用卡账单已出，本期应还0元
none|【示例银行】您申请的信用卡已寄出，请注意查收
none|失信被执行人名单可在官网查询
none|新书《老赖》签售会
none|您的社保卡已制成，请到社区领取
none|【示例车管所】您的驾驶证即将到期，请及时换证
debtor|我不是来催您的，只是想通知您地址变更
none|请问被催收威胁了该怎么投诉？
none|我想咨询一下，欠款多久会被起诉？
none|爸，我这个月房贷已经还了，你别担心
friend|这电影里的警察抓人太帅了
none|防骗提示：自称法院工作人员发传票短信的，都是诈骗
none|作业：请简述律师函与起诉状的区别
none|退订成功，您将不再收到我们的短信
none|酒店订单可免费取消，请提前一天联系前台
none|如需取消预约，请回复1
none|回复1确认，回复2改期
friend|你这头猪，又睡过头了
none|小区失物招领：捡到身份证一张
none|您好，快递放门口了，有事打400-000-0600
debtor|您好，我是示例金融小王，您的申请还差一份资料，请回电400-000-0601
debtor|您好，请回电400-000-0602
debtor|您的还款已到账，本期账单已结清
debtor|我们已撤回对您的诉讼，案件终结
debtor|我们无权冻结您的工资，此前短信系误发，致歉
debtor|为保护隐私，我们只与您本人联系
debtor|您可随时联系客服查询账户
debtor|您好，这是示例银行满意度调查，请回复1-5分
debtor|我们不会把您列入任何名单，也不影响您的子女
debtor|没有人会因为欠款被抓，请勿相信此类说法
debtor|如您收到冒充法院的短信，请不要理会
none|您的快递员将上门取件，请保持电话畅通
none|【示例派出所】请居民提高警惕，谨防电信诈骗
none|律师讲堂：什么是诉讼时效
none|亲，退款已到账，请查收
none|本店转让，价格面议
friend|你爸妈身体还好吗，替我问好
friend|群里发一下聚餐照片呗
friend|哥们借我五百，下月还你
colleague|请转告小李，会议改到三点
colleague|领导说要裁员，大家小心点
none|学校通知：请家长转告孩子带校服
none|孩子放学路上注意安全
none|【示例法院】您预约的诉讼服务已成功
none|我家狗又把沙发咬坏了
none|物业费请于月底前缴纳
none|水费余额不足，请及时充值
"""
"""Messages with words of the trade that say nothing of the kind: role of the reader, text."""
DENIALS = [
    ("再不联系我司，明天上门", True),
    ("您若不联系我们，将通知您单位", True),
    ("不还就不会放过你全家", True),
    ("不是吓唬你，派出所马上找你", True),
    ("别以为我们不会起诉你", True),
    ("没有还款，下午去你单位", True),
    ("不通知您家人，也不上门", False),
    ("我们不会就此事联系您的家人", False),
    ("我们绝不会因为逾期就曝光您的照片", False),
    ("本公司不会将您的欠款告知家人", False),
]


def rows(block):
    return [line.split("|") for line in block.strip().split("\n")]


def found(text, role, *, sent_by_collector):
    known = {"to_role": None if role == "none" else role, "direction": "outbound" if sent_by_collector else None}
    return {each.category for each in read_message(text, **known).findings}


@pytest.mark.parametrize(("category", "role", "text"), rows(SAID))
def test_what_a_chinese_message_says_is_found(category, role, text):
    assert category in found(text, role, sent_by_collector=role != "none")


@pytest.mark.parametrize(("role", "text"), rows(NOTHING))
def test_a_chinese_message_that_says_none_of_it_has_no_finding(role, text):
    assert (
        found(text, role, sent_by_collector=role in ("debtor", "relative")) - {"limited_content", "opt_out_notice"}
        == set()
    )


@pytest.mark.parametrize(("text", "threatens"), DENIALS)
def test_a_denial_takes_a_threat_back_and_what_only_looks_like_one_does_not(text, threatens):
    assert ("threat" in found(text, "debtor", sent_by_collector=True)) is threatens

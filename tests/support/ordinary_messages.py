"""Ordinary messages by chance, in English and Chinese: no collector wrote them, though their words are a collector's.

Everything is made up; a seed gives the same messages again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

SLOTS = {
    "who": ["Mum", "Sam", "Priya", "Wanjiru", "Chidi", "Ana", "Jo", "Mr Park", "Dad", "the kids", "Grandma"],
    "day": ["today", "tomorrow", "on Friday", "tonight", "next week", "on 3 June", "at 6 pm", "this weekend"],
    "sum": ["$12", "£40", "Ksh 300", "Rs. 250", "N1,500", "₱180", "$1,299.00", "20 dollars"],
    "food": ["coffee", "pizza", "a beer", "lunch", "dinner", "an ice cream", "a cake", "noodles"],
    "place": ["the park", "the office", "Main Street", "the mall", "school", "the station", "my place", "the pool"],
    "thing": ["ladder", "charger", "book", "drill", "umbrella", "tent", "guitar", "bike"],
    "谁": ["妈", "小王", "老李", "阿强", "张老师", "表妹", "奶奶", "同学", "孩子们"],
    "天": ["今天", "明天", "周五", "今晚", "下周", "6月3日", "下午六点", "周末"],
    "钱": ["20元", "¥35", "1,299元", "五十块", "300元", "8.8元"],
    "吃": ["奶茶", "火锅", "烧烤", "面条", "蛋糕", "咖啡", "饺子"],
    "处": ["公园", "公司", "学校", "车站", "商场", "体育馆", "我家", "图书馆"],
    "物": ["梯子", "充电器", "雨伞", "相机", "帐篷", "吉他", "书"],
}
ENGLISH = """
Pay me a visit when you are in town {day}, {who} asked about you.
I owe you {food}!
You owe me {food}, remember?
The deadline for the poster is {day}, can you send it to {who}?
The court of appeal decided on the bridge case {day}, it was in the news.
We play at the tennis court {day}, bring your {thing}.
What an arresting view from {place}!
Your library book "The Debt of Winter" is due back {day}.
Your library book is {n} days overdue. Please return it to {place}.
{who} is overdue for a haircut, don't you think?
The police closed the road by {place} for the parade {day}.
There was a police car at {place}, someone lost a dog.
My cousin wants to be a police officer or a lawyer.
{who} will come to your house {day} with {food}.
We'll visit your office {day} to install the printer.
Our technician will visit your home {day} between {n} and 6.
Your parcel will be at your door {day}. Track it in the app.
Call your mum, it's her birthday {day}!
Tell your boss you're sick and come to {place}.
Can I borrow your {thing} {day}? I'll bring it back.
Could you lend me {sum} for {food}? I'll pay you back {day}.
Dinner was {sum} each, well worth it.
The {thing} costs {sum} at {place}, shall I get it?
Your order of {sum} has shipped and arrives {day}.
You have paid {sum} to Example Market. Thank you!
You received {sum} from {who}.
Your account balance is {sum} as of {day}.
Your statement for May is ready. View it in the app.
Your one-time code is 0{n}4471. Never share it with anyone, our staff will never ask for it.
Your appointment with Dr Lee is {day}. Reply C to confirm.
Your electricity bill of {sum} was paid automatically. Thank you.
Your loan application has been approved! Visit a branch to sign.
Apply for a personal loan with Example Bank, from 7% a year.
Credit card offers for you: no annual fee in the first year.
Beware of scams: no police officer will ask you to pay by phone.
Example Bank will never call and threaten you with arrest. Hang up.
We will never contact your family about your account.
That movie about the thief was great, {who} loved it.
{who} says the book about the loan shark is long but good.
Don't kill the mood, {who} is trying to sing!
This heat is killing me, let's go to {place}.
{who} broke a leg skiing and will be home {day}.
Break a leg {day}, you'll be great on stage!
Post your photos on Instagram with the tag #{n}days!
I posted your photo on Facebook, you look great!
Share the group photo with everyone {day}, please.
I'll tell everyone you said hi.
Who lost a {thing} at {place}? Tell your friends.
{who} got a new job, let's celebrate {day}.
I lost my job last month, but I start a new one {day}.
Your credit score went up by {n} points this month.
Check your credit report for free once a year.
The shop will close for good {day}. Everything must go.
Case closed: {who} ate {food}.
Suit fitting {day} at {place}, don't be late.
In case you are late, the key is under the pot.
The law lecture moved to room {n}, notice on the door.
Please settle in, the show starts {day}.
Clear skies {day}, let's go to {place}.
Collect your {thing} from {place} {day}.
We collect glass on Mondays, paper on Fridays.
The collection of spring dresses is here!
Payment received, thanks! See you {day}.
Rent is due {day}, shall I send my half to {who}?
Did you send {who} the {sum} for the gift?
Split the bill? {sum} each, send it whenever.
Happy birthday {who}! See you {day} at {place}.
Running late, start without me.
Your flight is {n} hours late. We are sorry.
Missed your call, in a meeting. Call you {day}.
Sorry I missed your birthday, {who}!
Can you pick up {who} from {place} {day}?
Remind {who} to bring the {thing}.
Ask {who} to call me when school is over.
Pass the message on to {who}: practice is {day}.
I promise I'll return the {thing} {day}.
The bank is closed {day}, go {day} instead.
I'm at the bank, do you need cash?
The witness in the show was the lawyer's brother!
Ordered a warrant officer costume for the party, lol.
Don't be an idiot, take the umbrella.
Stop by {place} any time {day}.
Reply to {who}, please, they are waiting.
The default setting is fine, don't change it.
Jail scene in that show was filmed at {place}.
Your prescription is ready at {place}.
School fees for next term: the office is open {day}.
Your subscription renews {day} for {sum}. Manage it in the app.
Top up {sum} and get {n} GB free!
Congratulations {who}, you won {n} points!
Our team will call at your address {day} to read the meter.
Knock on my door when you get to {place}.
The field trip is {day}, the team meets at {place}.
Legal action thriller at the cinema {day}, tickets {sum}.
"""
CHINESE = """
{天}有空来我家坐坐，{谁}念叨你呢。
我还欠你一顿{吃}呢！
你欠我一杯{吃}，别忘啦。
图书馆的书逾期{n}天了，{天}记得去还。
您借阅的《债》已逾期，请尽快归还图书。
法院昨天公布了十大典型案例，新闻里有。
警察叔叔帮{谁}找到了{物}。
民警提醒：雨天路滑，出行注意安全。
今天路过派出所，门口新开了家{吃}店。
她的梦想是当律师，{谁}很支持。
{谁}{天}到你家送{吃}。
师傅{天}上门安装空调，请留人在家。
社区{天}上门登记，请配合。
我们{天}去你们公司装打印机。
您的快递{天}送到{处}，取件码{n}0{n}。
给你妈打个电话，{天}她生日。
跟老板请个假，{天}一起去{处}。
{天}借我{物}用一下呗，用完就还。
这双鞋{钱}，要不要买？
午饭AA，每人{钱}。
您尾号0000的卡收入{钱}，余额{n}00.00元。
您的订单已支付{钱}，预计{天}送达。
您的话费余额不足，请及时充值。
您本月电费{钱}已自动缴纳，感谢使用。
您的验证码是0{n}4471，请勿告诉他人，工作人员不会索要。
您预约的门诊时间为{天}，请准时就诊。
您的贷款申请已通过，请到网点签约。
示例银行个人贷款，利率低至3.6%，欢迎咨询。
信用卡优惠：首年免年费。
谨防诈骗：公检法不会电话办案，更不会要求转账。
我们不会联系您的家人。
那部小偷的电影真好看，{谁}也喜欢。
笑死我了，{谁}又睡过头了。
热死了，去{处}吹空调吧。
{谁}打球腿骨折了，{天}出院。
把照片发到群里吧，大家都想看。
你的照片我发朋友圈啦，拍得真好！
帮我通知一下同学，{天}在{处}集合。
告诉你妈，饭在锅里。
{谁}换工作了，{天}请客。
你的信用分涨了{n}分。
个人征信报告每年可免费查询两次。
本店{天}起停业装修。
{天}天气晴，去{处}走走？
垃圾请分类投放，谢谢配合。
收款到账{钱}，谢谢老板。
房租{天}交，我那份转给{谁}了。
{谁}的礼物钱你转了吗？{钱}就行。
生日快乐{谁}！{天}{处}见。
我晚点到，你们先吃。
航班延误{n}小时，抱歉给您带来不便。
刚在开会没接到电话，{天}打给你。
{天}能帮我去{处}接一下{谁}吗？
提醒{谁}带上{物}。
转告{谁}，{天}的训练改到{处}了。
银行{天}不开门，改天去吧。
签证逾期停留会影响再次入境，请留意。
牛奶过期了，别喝。
收入好于预期，大家辛苦了。
驾照到期了，{天}去换。
电视剧里那个律师居然是凶手！
别傻了，带上伞吧。
这道题的答案是{n}。
默认设置就行，不用改。
监狱题材的剧在{处}取景。
学费{天}前交到财务处。
会员{天}自动续费{钱}，可在设置里关闭。
充{钱}送{n}G流量！
恭喜{谁}中奖啦！
我抓紧时间，马上到{处}。
这首歌我一辈子都记得。
公司群里说{天}团建，{谁}负责订票。
单位{天}体检，记得空腹。
领导{天}来检查，把桌子收拾一下。
我的通讯录丢了，麻烦发下号码。
孩子上学的事，{天}去{处}报名。
上网课别迟到，{谁}在等你。
曝光率高了，照片有点白。
这个角色的台词真狠，演得好。
"""


def ordinary_messages(count: int, seed: int) -> Iterator[str]:
    """``count`` ordinary messages, half in each language."""
    chance = random.Random(seed)
    lists = [[line for line in text.splitlines() if line] for text in (ENGLISH, CHINESE)]
    for number in range(count):
        yield _filled(chance.choice(lists[number % 2]), chance)


def _filled(template: str, chance: random.Random) -> str:
    def slot(found: re.Match[str]) -> str:
        return str(chance.randint(2, 9)) if found[1] == "n" else chance.choice(SLOTS[found[1]])

    return re.sub(r"\{(\S+?)\}", slot, template)

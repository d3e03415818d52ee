"""Files on their way in: they lie in files without a name, which are gone with the request, also where it is killed."""

from __future__ import annotations

import tempfile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Nameless(FileUploadHandler):
    """Writes each file that comes into one that no folder lists: what is left of it ends with the process."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.kept: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """A piece of it."""
        self.kept.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """It is whole."""
        self.kept.flush()
        self.kept.seek(0)
        return UploadedFile(self.kept, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        """The request broke off."""
        if hasattr(self, "kept"):
            self.kept.close()

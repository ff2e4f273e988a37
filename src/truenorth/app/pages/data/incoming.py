"""Uploads that are larger than allowed are cut off while they come in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

MARK = "truenorth_upload_too_large"


class SizeLimit(FileUploadHandler):
    """Passes the chunks of a file on to the next, and ends the upload where there are too many bytes."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.left = int(settings.OPTIONS.upload_limit_mb) * 1024 * 1024

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """The chunk, for the next to keep."""
        self.left -= len(raw_data)
        if self.left < 0:
            setattr(self.request, MARK, True)
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Nothing: the next keeps the file."""
        return None


def was_cut_off(request: HttpRequest) -> bool:
    """Whether an upload of this request was larger than allowed."""
    return bool(getattr(request, MARK, False) or getattr(getattr(request, "_request", None), MARK, False))

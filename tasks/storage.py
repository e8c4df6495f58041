"""Where releases are kept: the Storage that `gouji.release` works over, on a directory and on S3."""

from __future__ import annotations

import hashlib
import logging
import os
import random
import re
import secrets
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

import botocore.session
from boto3 import Session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
)
from botocore.exceptions import ConnectionError as NoConnection
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from gouji.console import Lang
from gouji.manifest import Storage
from tasks.directory import DirectoryStorage, checked, is_key
from tasks.watching.logs import tell
from tasks.wording import say

__all__ = [
    "SINGLE_WRITER",
    "ConditionsIgnored",
    "DirectoryStorage",
    "NoAddress",
    "S3Storage",
    "StorageError",
    "probe",
    "ready_to_publish",
    "s3_storage",
]

T = TypeVar("T")

SINGLE_WRITER = "GOUJI_SINGLE_WRITER"
"""The environment variable by which a person promises that nobody else writes to a store without conditions."""

_DIGEST, _WRITES = "gouji-sha256", "gouji-writes"
_BETWEEN = " "
_PIECE = 1024**2
# How many writes may follow one whose answer was lost before it is taken for refused.
_REMEMBERED = 16
_ATTEMPTS, _FIRST_WAIT, _LONGEST_WAIT = 10, 0.1, 5.0
# 409: another write of the key is under way.
_PASSING_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_PASSING_CODES = frozenset({"BadDigest", "IncompleteBody", "RequestTimeout", "XAmzContentSHA256Mismatch"})
# The last is urllib3's own: an error that breaks off while it is read comes as it is.
_BROKEN = (NoConnection, HTTPClientError, IncompleteReadError, FlexibleChecksumError, ResponseParserError, HTTPError)
_BUCKET = re.compile(r"s3://([A-Za-z0-9._-]{3,255})(?:/(.*))?")
_RANDOM = random.SystemRandom()
# Between the threads of this process, whatever storages they hold.
_ALONE = threading.RLock()


class StorageError(Exception):
    """A store did not do what was asked, also after trying again. What it was asked may have been done.

    `code` is the store's own word for it. The message says what a person can do; `said` says it in their language.
    """

    def __init__(self, key: str, *parts: object, code: str = "") -> None:
        super().__init__(key, *(str(part) for part in parts))
        self.code = code

    def __str__(self) -> str:
        return self.said("en")

    def said(self, lang: Lang) -> str:
        """Return the message in one language."""
        return say(self.args[0], lang, *self.args[1:])


class NoAddress(StorageError):
    """What was given is not of the form s3://bucket/prefix."""


class ConditionsIgnored(StorageError):
    """The store overwrites what it was told not to: two runs at once would lose reports."""


class S3Storage:
    """Storage below one prefix of a bucket, on any store that speaks S3 and honours If-None-Match and If-Match.

    Each write is one PUT with an MD5 and a signed SHA-256 that the store verifies, and carries the SHA-256 for whoever
    reads it back. What may pass is tried again, with waits of random length. A write whose answer was lost is known
    again: each bears a token of its own, and those of the writes it was made on top of, so that also a write which
    others have followed by then is not taken for one that failed. Threads may share a storage.

    `single_writer`: conditions are checked here instead of by the store, safe only between the threads of one process.
    """

    def __init__(
        self,
        client: Any,
        bucket: str,
        prefix: str = "",
        *,
        single_writer: bool = False,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self.bucket, self.single_writer = bucket, single_writer
        self.client, self._wait = client, wait
        self._base = f"{prefix}/" if prefix else ""

    def get(self, key: str) -> bytes | None:
        """Return the bytes, None where there are none; StorageError where they are not those that were put."""
        found = self.get_tagged(key)
        return None if found is None else found[0]

    def get_tagged(self, key: str) -> tuple[bytes, str] | None:
        """Return the bytes and their tag: the ETag, and the tokens of the last writes."""
        name = self._name(key)

        def read() -> tuple[bytes, str] | None:
            try:
                found = self.client.get_object(Bucket=self.bucket, Key=name)
            except ClientError as error:
                if _code(error) == "NoSuchKey":
                    return None
                raise
            data, tag = found["Body"].read(), _tag_of(found)
            said = found["Metadata"].get(_DIGEST)
            if len(data) != found["ContentLength"] or said not in (None, hashlib.sha256(data).hexdigest()):
                raise _Torn(name)
            return data, tag

        return self._tried("GET", name, read)

    def put(self, key: str, data: bytes) -> None:
        """Store the bytes, whatever was there."""
        name = self._name(key)
        self._tried("PUT", name, lambda: self._send(name, data, [_token()]))

    def put_if_absent(self, key: str, data: bytes) -> bool:
        """Store the bytes unless the key exists; of several writers one is told True."""
        name = self._name(key)
        if self.single_writer:
            return self._here(key, data, lambda found: found is None)
        return self._conditional(name, data, [_token()], None)

    def put_if_match(self, key: str, data: bytes, tag: str) -> bool:
        """Store the bytes if the key's tag is still `tag`."""
        name = self._name(key)
        etag, *before = tag.split(_BETWEEN)
        if not etag:
            return False
        if self.single_writer:
            return self._here(key, data, lambda found: found is not None and _etag(found) == etag)
        return self._conditional(name, data, [_token(), *before][:_REMEMBERED], etag)

    def exists(self, key: str) -> bool:
        """Say whether the key exists."""
        return self._look(self._name(key)) is not None

    def list(self, prefix: str) -> list[str]:
        """Return the keys that begin with `prefix`, sorted; the folder markers that some tools leave are no keys."""
        return sorted(self.ages(prefix))

    def delete(self, key: str) -> None:
        """Remove the key; nothing happens where there is none."""
        name = self._name(key)
        self._tried("DELETE", name, lambda: self.client.delete_object(Bucket=self.bucket, Key=name))

    def ages(self, prefix: str) -> dict[str, float]:
        """Return the keys that begin with `prefix`, and for how many seconds each holds what it holds, by the store."""
        found = {}
        for page in self._pages(prefix):
            now = parsedate_to_datetime(page["ResponseMetadata"]["HTTPHeaders"]["date"])
            for each in page.get("Contents", ()):
                key = each["Key"].removeprefix(self._base)
                if is_key(key):
                    found[key] = max(0.0, (now - each["LastModified"]).total_seconds())
        return found

    def objects(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the name and size in bytes of every object whose name begins so: what others put, keys or not."""
        for page in self._pages(prefix):
            yield from ((each["Key"].removeprefix(self._base), each["Size"]) for each in page.get("Contents", ()))

    def fetch(self, name: str, largest: int) -> tuple[int, str, bytes | None]:
        """Return size, SHA-256 and bytes of an object of any name; what is over `largest` bytes is only hashed."""
        name = self._base + name

        def read() -> tuple[int, str, bytes | None]:
            found = self.client.get_object(Bucket=self.bucket, Key=name)
            _tag_of(found)
            size, kept, digest, length = found["ContentLength"], [], hashlib.sha256(), 0
            for piece in found["Body"].iter_chunks(_PIECE):
                digest.update(piece)
                length += len(piece)
                if size <= largest:
                    kept.append(piece)
            if length != size or found["Metadata"].get(_DIGEST) not in (None, digest.hexdigest()):
                raise _Torn(name)
            return size, digest.hexdigest(), b"".join(kept) if size <= largest else None

        return self._tried("GET", name, read)

    def _pages(self, prefix: str) -> Iterator[dict[str, Any]]:
        start, more = self._base + prefix, {}
        while True:
            ask = {"Bucket": self.bucket, "Prefix": start, **more}
            page = self._tried("LIST", start, lambda ask=ask: self._page(ask))
            yield page
            if not page["IsTruncated"]:
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _page(self, ask: dict[str, str]) -> dict[str, Any]:
        page = self.client.list_objects_v2(**ask)
        if "IsTruncated" not in page or "date" not in page["ResponseMetadata"]["HTTPHeaders"]:
            raise _Torn("a list that broke off")
        return page

    def _name(self, key: str) -> str:
        return self._base + checked(key)

    def _send(self, name: str, data: bytes, writers: list[str], **condition: str) -> None:
        self.client.put_object(
            Bucket=self.bucket,
            Key=name,
            Body=data,
            ContentMD5=b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode(),
            Metadata={_DIGEST: hashlib.sha256(data).hexdigest(), _WRITES: _BETWEEN.join(writers)},
            **condition,
        )

    def _conditional(self, name: str, data: bytes, writers: list[str], etag: str | None) -> bool:
        """Store the bytes where the key still has this ETag, or none; say whether they came to be stored."""
        # Unquoted: radosgw compares it as it comes, the others take both.
        condition = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}

        def send() -> bool:
            try:
                self._send(name, data, writers, **condition)
            except ClientError as error:
                if _status(error) != 412 and _code(error) != "NoSuchKey":
                    raise
                # The refusal may answer a second sending, by us or by a proxy, of a write that was made. And it is
                # believed only where what is there bears it out: some stores answer so while others write.
                there = self._look(name)
                if there is not None and writers[0] in there.split(_BETWEEN)[1:]:
                    return True
                if (None if there is None else _etag(there)) == etag:
                    raise _Unfounded(error) from error
                return False
            return True

        return self._tried("PUT", name, send)

    def _look(self, name: str) -> str | None:
        """Return the tag of what is there, None where there is nothing."""

        def look() -> str | None:
            try:
                return _tag_of(self.client.head_object(Bucket=self.bucket, Key=name))
            except ClientError as error:
                if _status(error) == 404:
                    return None
                raise

        return self._tried("HEAD", name, look)

    def _here(self, key: str, data: bytes, holds: Callable[[str | None], bool]) -> bool:
        with _ALONE:
            if not holds(self._look(self._name(key))):
                return False
            self.put(key, data)
        return True

    def _tried(self, act: str, name: str, call: Callable[[], T]) -> T:
        """Return what the call gives, tried again while what went wrong may pass; StorageError where it does not."""
        where = f"{act} s3://{self.bucket}/{name}"
        for attempt in range(_ATTEMPTS):
            try:
                return call()
            except ClientError as error:
                # An answer that broke off before it said what is wrong; one to HEAD says nothing in any case.
                mute = act != "HEAD" and _code(error) == str(_status(error))
                if not (mute or _status(error) in _PASSING_STATUS or _code(error) in _PASSING_CODES):
                    raise _refused(where, error) from error
                last: Exception = error
            except (*_BROKEN, _Torn, _Unfounded) as error:
                last = error
            except BotoCoreError as error:
                raise StorageError("s3_settings", where, error) from error
            code = _code(last) if isinstance(last, ClientError) else ""
            said = f"{where}: {code or type(last).__name__}, attempt {attempt + 1} of {_ATTEMPTS}"
            tell("storage", "retry", said, logging.WARNING, request=where, attempt=attempt + 1)
            # Full jitter: writers who collided do not meet again.
            if attempt + 1 < _ATTEMPTS:
                self._wait(_RANDOM.uniform(0, min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt)))
        if isinstance(last, _Torn):
            raise StorageError("s3_damaged", where, code="Damaged")
        cause = last.__cause__ if isinstance(last, _Unfounded) else last
        code = _code(cause) if isinstance(cause, ClientError) else type(last).__name__
        raise StorageError("s3_gave_up", where, _ATTEMPTS, last, code=code) from last


class _Torn(Exception):
    """What came is not what was put."""


class _Unfounded(Exception):
    """A write was refused for a condition that holds."""


def s3_storage(root: str) -> S3Storage:
    """Return the storage of `s3://bucket/prefix`, reached in the ordinary AWS ways: environment, profile, role.

    Nothing is asked of the store yet. StorageError where the address or the settings are none.
    """
    found = _BUCKET.fullmatch(root)
    prefix = (found[2] or "").removesuffix("/") if found else ""
    if not found or (prefix and not is_key(prefix)):
        raise NoAddress("s3_address", root)
    single = os.environ.get(SINGLE_WRITER, "")
    if single not in ("", "0", "1"):
        raise StorageError("s3_single_writer", SINGLE_WRITER, single)
    settings = tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith("AWS_")))
    try:
        client = _client(os.getpid(), settings)
    except (BotoCoreError, ValueError) as error:
        raise StorageError("s3_settings", root, error) from error
    return S3Storage(client, found[1], prefix, single_writer=single == "1")


def probe(storage: S3Storage) -> bool:
    """Say whether the store honours If-None-Match and If-Match, tried on a key of its own that is gone afterwards."""
    key = f"_probe/{secrets.token_hex(16)}"
    try:
        created = storage.put_if_absent(key, b"1") and not storage.put_if_absent(key, b"2")
        first = storage.get_tagged(key)
        if not created or first is None or first[0] != b"1":
            return False
        swapped = storage.put_if_match(key, b"3", first[1])
        late = storage.put_if_match(key, b"4", first[1]) or storage.put_if_match(f"{key}-none", b"5", first[1])
        return swapped and not late and storage.get(key) == b"3"
    except StorageError as error:
        if error.code in ("NotImplemented", "PreconditionFailed", "InvalidArgument", "InvalidRequest"):
            return False
        raise
    finally:
        storage.delete(key)
        storage.delete(f"{key}-none")


def ready_to_publish(storage: Storage) -> None:
    """Return where writers beside each other cannot lose updates; ConditionsIgnored where the store lets them.

    A store that ignores conditions serves one writer at a time, and only if a person says so by GOUJI_SINGLE_WRITER=1.
    """
    if isinstance(storage, S3Storage) and not storage.single_writer and not probe(storage):
        raise ConditionsIgnored("s3_conditions", storage.bucket, SINGLE_WRITER)


@cache
def _client(process: int, settings: tuple[tuple[str, str], ...]) -> Any:
    """Return one client per process and settings: it may be shared by threads, not across a fork."""
    core = botocore.session.get_session()
    # botocore itself reads AWS_DEFAULT_REGION alone; the other name is what AWS's own services set.
    session = Session(botocore_session=core, region_name=os.environ.get("AWS_REGION"))
    config = Config(
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=32,
        # All trying again is done in one place, which must know whether a write may have been made before.
        retries={"total_max_attempts": 1},
        # Checksums behind the body, the default, are not understood by older stores; an MD5 before it is by all.
        request_checksum_calculation="when_required",
    )
    endpoint = urlsplit(session.client("s3", config=config).meta.endpoint_url).hostname or ""
    style = "auto" if endpoint.endswith((".amazonaws.com", ".amazonaws.com.cn")) else "path"
    ways = {"addressing_style": style, "payload_signing_enabled": True, **(core.get_config_variable("s3") or {})}
    return session.client("s3", config=config.merge(Config(s3=ways)))


def _refused(where: str, error: ClientError) -> StorageError:
    """Return what a person can do about an answer that will stay the same."""
    code, status = _code(error), _status(error)
    if code == "NoSuchBucket":
        return StorageError("s3_no_bucket", where, code=code)
    if code == "RequestTimeTooSkewed":
        return StorageError("s3_clock", where, code=code)
    if status in (401, 403):
        return StorageError("s3_denied", where, code, code=code)
    return StorageError("s3_refused", where, error, code=code)


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _tag_of(found: dict[str, Any]) -> str:
    if "ETag" not in found or "ContentLength" not in found:
        raise _Torn("headers that broke off")
    return _BETWEEN.join([found["ETag"].strip('"'), *found["Metadata"].get(_WRITES, "").split()])


def _etag(tag: str) -> str:
    return tag.split(_BETWEEN)[0]


def _token() -> str:
    return secrets.token_hex(8)

"""Downloads, from a server on this machine: mirrors, checksums, the cache, progress, and what is said offline."""

import concurrent.futures
import errno
import functools
import hashlib
import http.server
import importlib.util
import io
import socket
import sys
import threading

import pytest

from tinygrad_edu.data import downloading
from tinygrad_edu.data.published import VARIABLE, PublishedFile

CONTENT = bytes(range(256)) * 1000
needs_pooch = pytest.mark.skipif(not importlib.util.find_spec("pooch"), reason="pooch isn't installed")


def published(*addresses, content=CONTENT):
    return PublishedFile("digits.gz", len(CONTENT), hashlib.sha256(content).hexdigest(), addresses, "mnist")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        self.server.asked.append(self.path)

    def copyfile(self, source, outputfile):
        """Break off in the middle of what is asked for at an address with "?cut"."""
        outputfile.write(source.read()[: 100_000 if self.path.endswith("?cut") else None])


@pytest.fixture
def server(tmp_path):
    """A server of a folder with the file, its address, and what it has been asked for."""
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "digits.gz").write_bytes(CONTENT)
    handler = functools.partial(Quiet, directory=tmp_path / "served")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.asked, server.address = [], f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty folder as the cache."""
    monkeypatch.setattr(downloading.pooch, "os_cache", lambda project: tmp_path / "cache" / project)
    logger = downloading.pooch.get_logger()
    level = logger.level
    logger.setLevel("WARNING")
    yield tmp_path / "cache" / "tinygrad_edu"
    logger.setLevel(level)


@pytest.fixture
def nobody():
    """An address at which nothing answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/digits.gz"


@needs_pooch
def test_it_is_downloaded_once(server, cache):
    file = published(server.address + "digits.gz")
    for _ in range(2):
        assert downloading.downloaded(file) == cache / "digits.gz"
    assert (cache / "digits.gz").read_bytes() == CONTENT
    assert [*cache.iterdir()] == [cache / "digits.gz"]
    assert server.asked == ["/digits.gz"]


@needs_pooch
def test_the_next_address_is_tried(server, cache, nobody, tmp_path):
    (tmp_path / "served" / "other").write_bytes(b"another file")
    file = published(nobody, server.address + "none", server.address + "other", server.address + "digits.gz")
    assert downloading.downloaded(file).read_bytes() == CONTENT
    assert server.asked[-1] == "/digits.gz"


@needs_pooch
def test_offline_the_error_says_what_to_do(cache, nobody):
    with pytest.raises(ConnectionError) as caught:
        downloading.downloaded(published(nobody, nobody))
    first, *reasons, last = str(caught.value).split("\n")
    assert first == "can't download digits.gz"
    assert reasons == [f"{nobody}: no answer (ConnectionError)"] * 2
    assert last == f"help: put the file into a folder and set {VARIABLE}=FOLDER"
    assert not (cache / "digits.gz").exists()


@needs_pooch
def test_a_wrong_download_isn_t_kept(server, cache):
    wrong = published(server.address + "digits.gz", content=b"what was published")
    with pytest.raises(ConnectionError, match=f"does not match the known hash: expected sha256:{wrong.sha256} but got"):
        downloading.downloaded(wrong)
    assert [*cache.iterdir()] == []


@needs_pooch
def test_a_download_that_breaks_off_isn_t_kept(server, cache):
    with pytest.raises(ConnectionError, match=r"can't download digits.gz\n.*\?cut: .*\nhelp: "):
        downloading.downloaded(published(server.address + "digits.gz?cut"))
    assert [*cache.iterdir()] == []
    whole = downloading.downloaded(published(server.address + "digits.gz?cut", server.address + "digits.gz"))
    assert [*cache.iterdir()] == [whole]


@needs_pooch
def test_several_may_download_it_at_once(server, cache):
    file = published(server.address + "digits.gz")
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        found = [future.result() for future in [pool.submit(downloading.downloaded, file) for _ in range(6)]]
    assert found == [cache / "digits.gz"] * 6
    assert [*cache.iterdir()] == [cache / "digits.gz"]
    assert (cache / "digits.gz").read_bytes() == CONTENT


@needs_pooch
def test_a_missing_file_is_said_to_be(server, cache):
    with pytest.raises(ConnectionError, match="404"):
        downloading.downloaded(published(server.address + "none"))


def written_nowhere(cache):
    """What the error says of a cache that can't be written to, however many addresses there are."""
    return (
        f"can't write to {cache}, where digits.gz would be kept: {{}}\n"
        f"help: make it a folder that you may write to, or put the file into another one and set {VARIABLE}=FOLDER"
    )


@needs_pooch
@pytest.mark.parametrize("which", ["cache", "its parent"])
def test_a_cache_that_is_a_file_is_said_so_once(which, server, cache):
    file = cache if which == "cache" else cache.parent
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text("a file where a folder should be")
    with pytest.raises(OSError) as caught:
        downloading.downloaded(published(server.address + "digits.gz", server.address + "other"))
    assert str(caught.value) == written_nowhere(cache).format("Not a directory")
    assert file.read_text() == "a file where a folder should be"
    assert server.asked == []


@needs_pooch
@pytest.mark.parametrize("there", [True, False])
def test_a_cache_that_may_not_be_written_to_is_said_so_once(there, server, forbidden, monkeypatch):
    cache = forbidden / "" if there else forbidden / "below"
    monkeypatch.setattr(downloading.pooch, "os_cache", lambda project: cache)
    with pytest.raises(PermissionError) as caught:
        downloading.downloaded(published(server.address + "digits.gz", server.address + "other"))
    assert str(caught.value) == written_nowhere(cache).format("Permission denied")


@needs_pooch
def test_a_full_disk_is_said_once(server, cache, monkeypatch):
    def full(file, address, cache):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(downloading, "retrieved", full)
    with pytest.raises(OSError) as caught:
        downloading.downloaded(published(server.address + "digits.gz", server.address + "other"))
    assert str(caught.value) == written_nowhere(cache).format("No space left on device")


@needs_pooch
def test_a_wrong_file_in_the_cache_stays_there(server, cache):
    cache.mkdir(parents=True)
    (cache / "digits.gz").write_bytes(CONTENT[:1000])
    with pytest.raises(ValueError, match=r"it is cut off after 1,000 of 256,000 bytes; .*\nhelp: move it away"):
        downloading.downloaded(published(server.address + "digits.gz"))
    assert (cache / "digits.gz").read_bytes() == CONTENT[:1000]
    assert server.asked == []


@needs_pooch
def test_elsewhere_than_on_a_terminal_there_are_lines(server, cache, capsys):
    downloading.downloaded(published(server.address + "digits.gz"))
    assert capsys.readouterr().err.splitlines() == [f"digits.gz: {part} % of 0.3 MB" for part in (25, 50, 75, 100)]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@needs_pooch
@pytest.mark.skipif(not importlib.util.find_spec("tqdm"), reason="tqdm isn't installed")
def test_on_a_terminal_there_is_a_bar(server, cache, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    downloading.downloaded(published(server.address + "digits.gz"))
    assert "100%" in sys.stderr.getvalue()
    assert "\r" in sys.stderr.getvalue()


@needs_pooch
def test_on_a_terminal_without_tqdm_there_are_lines(server, cache, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    downloading.downloaded(published(server.address + "digits.gz"))
    assert sys.stderr.getvalue().startswith("digits.gz: 25 % of 0.3 MB\n")


def test_lines_of_a_download_of_unknown_length(capsys):
    lines = downloading.ProgressLines("digits.gz")
    lines.update(1000)
    lines.reset()
    lines.update(0)
    lines.close()
    assert capsys.readouterr().err == ""


def test_without_pooch_the_error_names_the_command(monkeypatch):
    monkeypatch.setattr(downloading, "pooch", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        downloading.downloaded(published("https://example.org/digits.gz"))
    assert str(caught.value) == (
        "digits.gz has to be downloaded, which takes pooch\n"
        f"help: pip install pooch, or put the file into a folder and set {VARIABLE}=FOLDER"
    )

"""Makes the compressed files of this folder with Python 3.11's gzip module (mtime 0, so that bytes repeat)."""
import gzip, io, pathlib

here = pathlib.Path(__file__).parent


def member(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, filename="") as file:
        file.write(data)
    return buffer.getvalue()


table = b"".join(b"%d,%d\n" % (i, i * i) for i in range(4000))
(here / "table.csv.gz").write_bytes(member(b"a,b\n" + table))
(here / "two-members.csv.gz").write_bytes(member(b"a,b\n1,2\n") + member(b"3,4\n"))
(here / "bomb.csv.gz").write_bytes(member(b"a,b\n" + b"1,2\n" * 2_000_000))

"""Write the samples that are no text into `samples/`; the same bytes every time."""

from pathlib import Path

from tests.golden.media.files import made

SAMPLES = Path(__file__).parents[3] / "samples"

if __name__ == "__main__":
    for name, data in made().items():
        (SAMPLES / name).write_bytes(data)

"""What Schemathesis cannot know of the bodies that the contract takes."""

from pathlib import Path

import schemathesis
from hypothesis import strategies as st

sample = Path(__file__).parents[2].joinpath("samples", "fashion-vit.safetensors").read_bytes()

# Learngene files: sound, cut short, with a flipped bit, and anything else.
files = st.one_of(
    st.just(sample),
    st.integers(0, len(sample)).map(lambda length: sample[:length]),
    st.integers(0, len(sample) - 1).map(
        lambda at: sample[:at] + bytes([sample[at] ^ 1]) + sample[at + 1 :]
    ),
    st.binary(max_size=64),
)
schemathesis.openapi.media_type("application/octet-stream", files)
schemathesis.openapi.media_type("application/offset+octet-stream", files)


@schemathesis.serializer("application/offset+octet-stream")
def as_they_are(_context, value):
    """The part of a file that a request to a resumable upload sends."""
    return {"data": value if isinstance(value, bytes) else str(value).encode()}

"""Makes every reference vector anew: `python scripts/reference/make_all.py`."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = ["forward.py", "gradients.py", "tied.py", "adamw.py", "operators.py", "halves.py", "forms.py", "augment.py"]

for script in SCRIPTS:
    subprocess.run([sys.executable, "-B", Path(__file__).parent / script], check=True)

"""Problems per second and core, by family and level, each with the family's own validity checks. Prints JSON."""

import json
import sys
import time

from generators import Impossible, draw, families

SECONDS = 2.0


def main() -> None:
    figures = {}
    for name, family in families().items():
        for level in family.levels:
            draw(family, 0, 0, level)  # fills the caches that a build has warm
            made = dead = 0
            ids = set()
            start = time.process_time()
            while (spent := time.process_time() - start) < SECONDS:
                try:
                    ids.add(draw(family, 1, made + dead, level).id)
                    made += 1
                except Impossible:
                    dead += 1
            figures[f"{name} level {level}"] = {
                "problems_per_second": round(made / spent), "draws": made + dead, "impossible": dead,
                "duplicate_rate": round(1 - len(ids) / made, 4),
            }  # fmt: skip
    json.dump(figures, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()

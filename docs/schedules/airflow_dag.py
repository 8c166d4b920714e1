"""Provender by Airflow 3: a training corpus every Monday, and a new eval release when one is due.

Put this file into the folder of DAGs, with the folder and the recipes of yours. In Airflow 2 import `DAG` from
``airflow`` and `BashOperator` from ``airflow.operators.bash``.
"""

from datetime import UTC, datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROVENDER = "/srv/provender"  # on every worker, or on a file system that they share
# A run keeps its date ({{ ds }}) in all its retries and when it is cleared, so it goes on with the same release.
# Retries are for the exit codes 3 and 4; after 1 or 2 they do nothing and end in the same way.
TASK = {"cwd": PROVENDER, "retries": 3, "retry_delay": timedelta(minutes=15)}

with DAG(
    "provender_corpus",
    schedule="17 5 * * 1",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,  # True: every Monday that was missed gets its release
    max_active_runs=1,
):
    BashOperator(
        task_id="build",
        bash_command="venv/bin/provender build recipes/corpus.yaml --as-of {{ ds }} --out corpus --keep 8",
        **TASK,
    )

with DAG(
    "provender_refresh",
    schedule="47 5 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
):
    due = BashOperator(
        task_id="due",
        bash_command="venv/bin/provender refresh recipes/eval.yaml --home evals --due",
        skip_on_exit_code=1,  # not due: what follows is skipped too
        **TASK,
    )
    refresh = BashOperator(
        task_id="refresh",
        bash_command="venv/bin/provender refresh recipes/eval.yaml --home evals --as-of {{ ds }}",
        **TASK,
    )
    due >> refresh

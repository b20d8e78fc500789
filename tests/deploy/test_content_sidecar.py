"""The hook of git-sync, run as git-sync runs it, in real repositories: only what `check` lets pass is served."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.adapters.git import Missing, Repository
from lib.settings import ROOT
from tests.checkout import Checkout
from tests.deploy.rendering import of_kind, pods

LEAGUE = "content/competitions/league.yaml"


def git(folder, *command):
    done = subprocess.run(["git", "-C", str(folder), *command], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def sync(origin, root):
    """What git-sync does with a new commit: a work tree of its own beside one repository, then the hook in it."""
    git(root, "fetch", "--quiet", str(origin.path), "main")
    sha = git(root, "rev-parse", "FETCH_HEAD")
    tree = root / ".worktrees" / sha
    git(root, "worktree", "add", "--quiet", "--force", "--detach", str(tree), sha)
    environment = os.environ | {"GITSYNC_HASH": sha, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    hook = [str(ROOT / "deploy" / "check-revision")]
    done = subprocess.run(hook, cwd=tree, env=environment, capture_output=True, text=True, timeout=120, check=False)
    for old in (root / ".worktrees").iterdir():
        if old != tree:
            git(root, "worktree", "remove", "--force", str(old))
    return sha, done


def test_a_commit_is_served_once_check_has_passed_and_a_broken_one_never(tmp_path, make_settings):
    origin, root = Checkout(tmp_path / "origin"), tmp_path / "content"
    git(tmp_path, "init", "--quiet", "-b", "git-sync", str(root))
    app = {row["name"]: row.get("value") for row in pods("dev")["app"]["containers"][0]["env"]}
    assert app["CONTENT_REPO"] == "/content/.git"
    served = Repository(make_settings(CONTENT_REPO=root / ".git", CONTENT_BRANCH=app["CONTENT_BRANCH"]))
    origin.commit({LEAGUE: "sport: football\n", "content/wiki/index.md": "# Home\n"}, "A league without a title")

    _, broken = sync(origin, root)
    assert broken.returncode == 1
    assert f"{LEAGUE}:1" in broken.stdout + broken.stderr
    with pytest.raises(Missing):
        served.head()

    origin.git("rm", "--quiet", LEAGUE)
    first, _ = sync(origin, root) if origin.commit({"content/wiki/index.md": "# One\n"}) else (None, None)
    assert served.head() == first
    seen = served.stamp()
    second, done = sync(origin, root) if origin.commit({"content/wiki/index.md": "# Two\n"}) else (None, None)
    assert (done.returncode, served.head()) == (0, second)
    assert served.stamp() != seen
    assert served.blob(second, "content/wiki/index.md") == b"# Two\n"


def test_the_hook_looks_where_the_app_looks():
    content = pods("dev")["app"]["initContainers"][0]
    shared = next(name for name, one in of_kind("dev", "ConfigMap").items() if "CONTENT_BRANCH" in one["data"])

    assert {"configMapRef": {"name": shared}} in content["envFrom"]
    assert "--exechook-command=/app/deploy/check-revision" in content["args"]
    assert not [one for one in content["args"] if "pre-publish" in one]  # the link does not wait for it

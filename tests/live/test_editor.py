"""Saving on real repositories: bare, checked out, and behind a URL."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from lib.adapters.git import Repository
from lib.adapters.git.commits import Signature, Writer
from lib.adapters.git.publishing import InTheWay
from lib.content.revision import Place
from lib.errors import Refused
from lib.live.editor import Editor
from lib.live.outgoing import Outgoing
from lib.wiki.edits import Conflicting, Edit
from tests.checkout import Checkout
from tests.waiting import wait_for

HOME = "content/wiki/index.md"
FINANCE = Signature("Finance", "finance@example.org")


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path / "origin")
    made.commit({HOME: "# One\n\nText.\n", "other.txt": "other\n"})
    return made


@pytest.fixture
def open_editor(make_settings, tmp_path):
    """An editor of a repository, which is a path or a URL; *clone* names the folder of what is cloned."""

    def open_(repository, clone="var", **environment):
        settings = make_settings(CONTENT_REPO=repository, VAR_DIR=tmp_path / clone, **environment)
        made = Editor(Repository(settings), Place())
        made.writer.repository.fetch()
        return made

    return open_


@pytest.fixture
def bare(checkout, tmp_path):
    return checkout.cloned(tmp_path / "bare.git")


def text_of(repository, path=HOME):
    return repository.git("show", f"main:{path}") + "\n"


def save(editor, text, before="# One\n\nText.\n", path=HOME, message="Change", replaces=""):
    wanted = [Edit(path, before.encode() if before is not None else None, text.encode())]
    return editor.commit(lambda _: wanted, FINANCE, message, replaces)


def test_a_save_is_a_commit_by_the_editor_on_top_of_the_branch(bare, open_editor):
    begin = bare.git("rev-parse", "main")

    saved = save(open_editor(bare.path), "# Two\n", message="Say two\n\nBecause of reasons.")

    assert saved.revision == bare.git("rev-parse", "main")
    assert bare.git("rev-parse", "main^") == begin
    shown = bare.git("log", "-1", "--format=%an|%ae|%cn|%B", "main")
    assert shown == "Finance|finance@example.org|Touchline|Say two\n\nBecause of reasons."
    assert text_of(bare) == "# Two\n"
    assert bare.git("show", "main:other.txt") == "other"
    assert bare.git("for-each-ref", "refs/touchline") == ""


def test_a_save_of_what_is_there_already_makes_no_commit(bare, open_editor):
    begin = bare.git("rev-parse", "main")

    saved = save(open_editor(bare.path), "# One\n\nText.\n", before="# Zero\n")

    assert (saved.changed, saved.revision) == (False, begin)
    assert bare.git("rev-parse", "main") == begin


def test_a_save_on_an_old_revision_is_merged_with_the_newest_one(bare, open_editor):
    editor = open_editor(bare.path)
    save(editor, "# One\n\nText.\n\nMore.\n")

    save(editor, "# Two\n\nText.\n")

    assert text_of(bare) == "# Two\n\nText.\n\nMore.\n"


def test_a_conflict_changes_nothing_and_holds_both_versions(bare, open_editor):
    editor = open_editor(bare.path)
    save(editor, "# Two\n\nText.\n")
    begin = bare.git("rev-parse", "main")

    with pytest.raises(Conflicting) as raised:
        save(editor, "# Three\n\nText.\n")

    assert (raised.value.clash.mine, raised.value.clash.theirs) == ("# Three\n\nText.\n", "# Two\n\nText.\n")
    assert bare.git("rev-parse", "main") == begin
    assert bare.git("for-each-ref", "refs/touchline") == ""


@pytest.mark.parametrize("name", ["content/wiki/Index.md", "content/wiki/index.md/below.md", "content/WIKI/new.md"])
def test_a_page_that_some_systems_could_not_hold_beside_another_is_refused(bare, open_editor, name):
    with pytest.raises(Refused, match="cannot stand beside"):
        save(open_editor(bare.path, WIKI_ROOT="."), "# New\n", before=None, path=name)


@pytest.mark.parametrize("branch", ["v1", "commit"])
def test_a_tag_or_a_commit_can_only_be_read(bare, open_editor, branch):
    bare.git("tag", "v1")
    wanted = bare.git("rev-parse", "main") if branch == "commit" else branch

    with pytest.raises(Refused, match="only be read"):
        save(open_editor(bare.path, CONTENT_BRANCH=wanted), "# Two\n")


def test_the_branch_that_is_served_is_written_to(bare, open_editor):
    bare.git("branch", "draft")

    save(open_editor(bare.path, CONTENT_BRANCH="draft"), "# Two\n")

    assert bare.git("show", f"draft:{HOME}") == "# Two"
    assert text_of(bare) == "# One\n\nText.\n"


def test_a_checkout_is_taken_along(checkout, open_editor):
    save(open_editor(checkout.path), "# Two\n")

    assert (checkout.path / HOME).read_text() == "# Two\n"
    assert checkout.git("status", "--porcelain") == ""


def test_uncommitted_work_on_other_files_stays_as_it_is(checkout, open_editor):
    (checkout.path / "other.txt").write_text("work\n")
    (checkout.path / "staged.txt").write_text("staged\n")
    checkout.git("add", "staged.txt")
    checkout.git("config", "merge.autoStash", "true")

    save(open_editor(checkout.path), "# Two\n")

    assert checkout.git("status", "--porcelain").splitlines() == ["M other.txt", "A  staged.txt"]
    assert (checkout.path / "other.txt").read_text() == "work\n"
    assert (checkout.path / HOME).read_text() == "# Two\n"


@pytest.mark.parametrize("staged", [False, True])
def test_uncommitted_work_on_the_page_itself_is_never_overwritten(checkout, open_editor, staged):
    (checkout.path / HOME).write_text("# Work\n")
    if staged:
        checkout.git("add", HOME)
    begin = checkout.git("rev-parse", "main")

    with pytest.raises(InTheWay, match="not committed yet"):
        save(open_editor(checkout.path), "# Two\n")

    assert (checkout.path / HOME).read_text() == "# Work\n"
    assert checkout.git("rev-parse", "main") == begin
    assert checkout.git("for-each-ref", "refs/touchline") == ""


@pytest.mark.parametrize("ignored", [False, True])
def test_a_file_that_git_does_not_know_is_never_overwritten(checkout, open_editor, ignored):
    if ignored:
        checkout.commit({".gitignore": "new.md\n"})
    (checkout.path / "content/wiki/new.md").write_text("mine\n")

    with pytest.raises(InTheWay):
        save(open_editor(checkout.path), "# New\n", before=None, path="content/wiki/new.md")

    assert (checkout.path / "content/wiki/new.md").read_text() == "mine\n"


def test_the_hooks_of_a_checkout_are_not_run(checkout, open_editor, tmp_path):
    hook = checkout.path / ".git/hooks/post-merge"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)

    save(open_editor(checkout.path), "# Two\n")

    assert not (tmp_path / "ran").exists()


def test_a_branch_that_another_work_tree_has_checked_out_is_taken_along_there(checkout, open_editor, tmp_path):
    checkout.git("checkout", "--quiet", "-b", "elsewhere")
    checkout.git("worktree", "add", "--quiet", str(tmp_path / "tree"), "main")

    save(open_editor(checkout.path, CONTENT_BRANCH="main"), "# Two\n")

    assert (tmp_path / "tree" / HOME).read_text() == "# Two\n"
    assert (checkout.path / HOME).read_text() == "# One\n\nText.\n"


def test_a_save_whose_process_died_is_published_by_the_next_one(bare, open_editor):
    editor = open_editor(bare.path)
    begin = bare.git("rev-parse", "main")
    editor.writer.hold({HOME: b"# Two\n\nText.\n"}, begin, FINANCE, "Died")
    save(editor, "# One\n\nText.\n\nMore.\n")

    assert Outgoing(editor).step()

    assert text_of(bare) == "# Two\n\nText.\n\nMore.\n"
    assert bare.git("log", "-1", "--format=%an %s", "main") == "Finance Died"
    assert bare.git("for-each-ref", "refs/touchline") == ""


def test_a_save_is_pushed(bare, open_editor):
    saved = save(open_editor(bare.path.as_uri()), "# Two\n")

    assert (saved.held, bare.git("rev-parse", "main")) == ("", saved.revision)
    assert text_of(bare) == "# Two\n"


def test_a_push_that_is_rejected_is_made_again_on_what_others_have_pushed(bare, open_editor):
    one, other = open_editor(bare.path.as_uri(), "one"), open_editor(bare.path.as_uri(), "other")
    save(one, "# One\n\nText.\n\nMore.\n")

    save(other, "# Two\n\nText.\n")

    assert text_of(bare) == "# Two\n\nText.\n\nMore.\n"
    assert len(bare.git("rev-list", "main").split()) == 3


def test_a_conflict_with_what_others_have_pushed_is_told(bare, open_editor):
    one, other = open_editor(bare.path.as_uri(), "one"), open_editor(bare.path.as_uri(), "other")
    save(one, "# Two\n\nText.\n")

    with pytest.raises(Conflicting):
        save(other, "# Three\n\nText.\n")

    assert text_of(bare) == "# Two\n\nText.\n"


def refuse(bare, *, words="Frozen until Monday."):
    hook = bare.path / "hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit 1\n")
    hook.chmod(0o755)
    return hook


def test_what_a_remote_refuses_is_held_with_its_reason_and_published_once_it_may(bare, open_editor):
    editor = open_editor(bare.path.as_uri())
    begin = bare.git("rev-parse", "main")
    hook = refuse(bare)

    saved = save(editor, "# Two\n\nText.\n")

    assert "Frozen until Monday." in saved.reason
    assert [held.name for held in editor.writer.held()] == [saved.held]
    assert bare.git("rev-parse", "main") == begin
    outgoing = Outgoing(editor)
    assert not outgoing.step()
    assert "Frozen" in outgoing.reasons[saved.held]
    hook.unlink()
    assert outgoing.step()
    assert text_of(bare) == "# Two\n\nText.\n"
    assert editor.writer.held() == []


def test_saves_wait_in_order_while_the_remote_is_away_and_survive_a_restart(bare, open_editor):
    editor = open_editor(bare.path.as_uri())
    gone = bare.path.rename(bare.path.with_name("gone.git"))
    first = save(editor, "# Two\n\nText.\n")
    second = save(editor, "# One\n\nText.\n\nMore.\n")
    assert all(one.held and one.reason for one in (first, second))

    gone.rename(bare.path)
    outgoing = Outgoing(open_editor(bare.path.as_uri()))
    outgoing.start()

    wait_for(lambda: text_of(bare) == "# Two\n\nText.\n\nMore.\n", message="what was held is published")
    outgoing.stop()


def test_a_save_may_take_the_place_of_one_that_is_held(bare, open_editor):
    editor = open_editor(bare.path.as_uri())
    hook = refuse(bare)
    held = save(editor, "# Two\n\nText.\n").held
    later = save(editor, "# Three\n\nText.\n", replaces=held).held
    hook.unlink()

    Outgoing(editor).step()

    assert later != held
    assert text_of(bare) == "# Three\n\nText.\n"


def test_what_is_held_and_contradicts_what_came_in_meanwhile_stays_held(bare, open_editor):
    editor, other = open_editor(bare.path.as_uri(), "one"), open_editor(bare.path.as_uri(), "other")
    hook = refuse(bare)
    held = save(editor, "# Two\n\nText.\n").held
    hook.unlink()
    save(other, "# Three\n\nText.\n")

    outgoing = Outgoing(editor)

    assert not outgoing.step()
    assert "Somebody else" in outgoing.reasons[held]
    assert text_of(bare) == "# Three\n\nText.\n"
    assert editor.writer.find(held)


def test_credentials_are_in_no_reason(open_editor, make_settings, bare, tmp_path):
    editor = open_editor(bare.path.as_uri())
    editor.writer.repository._name = "http://finance:secret@127.0.0.1:1/wiki.git"

    saved = save(editor, "# Two\n")

    assert saved.held
    assert "secret" not in saved.reason
    assert "127.0.0.1:1" in saved.reason


def test_saves_are_safe_without_the_lock_that_other_machines_do_not_have(bare, open_editor, monkeypatch):
    monkeypatch.setattr(Writer, "turn", lambda self: nullcontext())
    editors = [open_editor(bare.path) for _ in range(4)]

    def many(number):
        for word in range(4):
            save(editors[number], f"{number} {word}\n", before=None, path=f"content/wiki/{number}-{word}.md")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(many, range(4)))

    assert len(bare.git("ls-tree", "-r", "--name-only", "main").split()) == 2 + 16
    assert len(bare.git("rev-list", "main").split()) == 1 + 16
    assert bare.git("for-each-ref", "refs/touchline") == ""

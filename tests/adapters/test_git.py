"""The Git adapter, on real repositories."""

import shutil
from datetime import UTC, datetime

import pytest

from lib.adapters.git import Repository
from lib.errors import Refused, Unavailable, WrongUse
from tests.checkout import Checkout


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "origin")


@pytest.fixture
def local(checkout, make_settings):
    return Repository(make_settings(CONTENT_REPO=checkout.path))


@pytest.fixture
def remote(checkout, make_settings):
    return Repository(make_settings(CONTENT_REPO=checkout.path.as_uri()))


def test_the_head_is_what_is_checked_out(checkout, local):
    first = checkout.commit({"a.md": "a"})
    assert local.head() == first

    checkout.git("checkout", "--quiet", "-b", "other")
    second = checkout.commit({"a.md": "b"})
    assert local.head() == second


def test_a_link_that_is_flipped_leads_to_another_repository(tmp_path, make_settings):
    one, two = Checkout(tmp_path / "one"), Checkout(tmp_path / "two")
    first, second = one.commit({"a.md": "one"}), two.commit({"a.md": "two"})
    link = tmp_path / "current"
    link.symlink_to(one.path)
    followed = Repository(make_settings(CONTENT_REPO=link))
    seen = followed.stamp()
    assert followed.head() == first

    (tmp_path / "next").symlink_to(two.path)
    (tmp_path / "next").rename(link)
    shutil.rmtree(one.path)

    assert followed.head() == second
    assert followed.stamp() != seen
    assert followed.blob(second, "a.md") == b"two"


@pytest.mark.parametrize("wanted", ["draft", "v1", "commit"])
def test_the_head_is_the_branch_the_tag_or_the_commit_that_is_set(checkout, make_settings, wanted):
    sha = checkout.commit({"a.md": "a"})
    checkout.git("branch", "draft")
    checkout.git("tag", "--annotate", "v1", "--message", "one")
    checkout.commit({"a.md": "b"})

    branch = sha if wanted == "commit" else wanted
    assert Repository(make_settings(CONTENT_REPO=checkout.path, CONTENT_BRANCH=branch)).head() == sha


def test_files_are_read_as_they_were_committed(checkout, local):
    old = checkout.commit({"wiki/a.md": "a\n", "wiki/ü ü/b.md": b"\xff\x00", "wiki/c.png": b"png", "wikis/d.md": "d"})
    checkout.commit({"wiki/a.md": "changed"})
    (checkout.path / "wiki" / "a.md").write_text("not committed")

    assert local.files(old, "wiki", (".md",)) == {"wiki/a.md": b"a\n", "wiki/ü ü/b.md": b"\xff\x00"}
    assert set(local.files(old)) == {"wiki/a.md", "wiki/ü ü/b.md", "wiki/c.png", "wikis/d.md"}
    assert local.files(old, "nothing/here") == {}


def test_links_are_not_followed(checkout, local):
    (checkout.path / "secret.md").symlink_to("/etc/passwd")
    sha = checkout.commit({"a.md": "a"})

    assert set(local.files(sha)) == {"a.md"}


def test_a_blob_is_one_file_or_none(checkout, local):
    sha = checkout.commit({"wiki/a b.png": b"\x89PNG\n"})

    assert local.blob(sha, "wiki/a b.png") == b"\x89PNG\n"
    assert local.blob(sha, "wiki") is None
    assert local.blob(sha, "wiki/none.png") is None
    assert local.blob("0" * 40, "wiki/a b.png") is None


def test_a_commit_says_who_when_and_why(checkout, local):
    sha = checkout.commit({"a.md": "a"}, "Move the gate\n\nIt stood in the way – “again”.")

    commit = local.commit(sha)

    assert (commit.sha, commit.author) == (sha, "Finance")
    assert commit.subject == "Move the gate"
    assert commit.message.endswith("– “again”.")
    assert abs(datetime.now(UTC) - commit.time).total_seconds() < 60


def test_the_last_change_of_a_page_is_that_page_s_own(checkout, local):
    first = checkout.commit({"a.md": "a", "b*.md": "b"}, "Both")
    second = checkout.commit({"a.md": "b"}, "One")
    checkout.commit({"c.md": "c"}, "Another")

    assert local.last_change("main", "a.md").sha == second
    assert local.last_change("main", "b*.md").sha == first
    assert local.last_change("main", "*.md") is None
    assert local.last_change("main", "none.md") is None


def test_ancestors_come_newest_first_along_the_branch(checkout, local):
    shas = [checkout.commit({"a.md": str(number)}) for number in range(4)]

    assert local.ancestors("main", 3) == shas[:0:-1]


@pytest.mark.parametrize(
    "revision",
    ["--output=/tmp/x", "-n1", "main..other", "main:a.md", "HEAD~1", "@{u}", "a b", "", "main^{tree}", "a\nb"],
)
def test_a_revision_is_a_name_and_never_an_option_or_an_expression(checkout, local, revision):
    checkout.commit({"a.md": "a"})

    for use in (local.resolve, local.commit, local.files, lambda one: local.blob(one, "a.md")):
        with pytest.raises(WrongUse):
            use(revision)


@pytest.mark.parametrize("path", ["../a.md", "/etc/passwd", "a/../../b", "a//b", "", ".", "a\nb", "a\0b", "x" * 2000])
def test_a_path_stays_in_the_repository(checkout, local, path):
    sha = checkout.commit({"a.md": "a"})

    with pytest.raises(Refused):
        local.blob(sha, path)
    with pytest.raises(Refused):
        local.last_change(sha, path)


@pytest.mark.parametrize("path", ["-rf.md", ":(glob)x.md", "a:b.md"])
def test_an_odd_name_is_only_a_name(checkout, local, path):
    sha = checkout.commit({path: "odd"})

    assert local.blob(sha, path) == b"odd"
    assert local.last_change(sha, path).sha == sha


def test_a_revision_that_is_not_there_is_said(checkout, make_settings):
    checkout.commit({"a.md": "a"})

    with pytest.raises(Unavailable, match="There is no revision dreft in the repository"):
        Repository(make_settings(CONTENT_REPO=checkout.path, CONTENT_BRANCH="dreft")).head()


@pytest.mark.parametrize("name", ["nowhere", ""])
def test_a_folder_that_is_no_repository_is_said(tmp_path, make_settings, name):
    (tmp_path / "plain").mkdir()

    with pytest.raises(Unavailable, match="repository"):
        Repository(make_settings(CONTENT_REPO=tmp_path / "plain" / name)).head()


def test_a_folder_inside_another_repository_is_not_taken_for_it(checkout, make_settings):
    checkout.commit({"docs/a.md": "a"})

    with pytest.raises(Unavailable):
        Repository(make_settings(CONTENT_REPO=checkout.path / "docs")).head()


def test_a_url_is_cloned_once_and_followed(checkout, remote):
    first = checkout.commit({"wiki/a.md": "a"})
    remote.fetch()
    assert remote.head() == first

    second = checkout.commit({"wiki/a.md": "b"})
    assert remote.head() == first
    remote.fetch()
    assert remote.head() == second
    assert remote.files(second, "wiki") == {"wiki/a.md": b"b"}


def test_a_clone_has_no_content_but_what_was_asked_for(checkout, remote):
    checkout.commit({"wiki/a.md": "the first version of it", "movie.mp4": "a large file"})
    checkout.commit({"wiki/a.md": "the second version of it"})
    remote.fetch()

    remote.files(remote.head(), "wiki", (".md",))

    assert blob_sizes(remote) == [len("the second version of it")]
    assert remote.blob("main", "movie.mp4") == b"a large file"


def blob_sizes(remote):
    """Sizes of the blobs that a clone really has."""
    listed = remote._git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)").decode()
    return [int(line.split()[1]) for line in listed.splitlines() if line.startswith("blob")]


def test_a_branch_that_was_rewritten_is_followed(checkout, remote):
    checkout.commit({"a.md": "a"})
    checkout.commit({"a.md": "b"})
    remote.fetch()

    checkout.git("reset", "--quiet", "--hard", "HEAD~1")
    other = checkout.commit({"a.md": "c"})
    remote.fetch()

    assert remote.head() == other


def test_what_was_fetched_stays_when_the_remote_is_away(checkout, remote):
    sha = checkout.commit({"a.md": "a"})
    remote.fetch()
    remote.files(sha)
    checkout.path.rename(checkout.path.with_name("gone"))

    with pytest.raises(Unavailable, match="Git cannot read"):
        remote.fetch()
    assert remote.head() == sha
    assert remote.files(sha) == {"a.md": b"a"}


def test_a_clone_that_failed_leaves_nothing(checkout, remote, make_settings):
    with pytest.raises(Unavailable):
        Repository(make_settings(CONTENT_REPO=f"{checkout.path.as_uri()}-none")).fetch()

    assert not list(remote.path.parent.iterdir())


def test_secrets_in_a_url_are_in_no_error(make_settings):
    repository = Repository(make_settings(CONTENT_REPO="http://finance:swordfish@127.0.0.1:1/wiki.git"))

    for use in (repository.fetch, repository.head):
        with pytest.raises(Unavailable) as raised:
            use()
        assert "swordfish" not in str(raised.value)
        assert raised.value.__cause__ is None
        assert "127.0.0.1:1/wiki.git" in str(raised.value)


def test_two_urls_have_two_clones_and_a_new_password_keeps_the_clone(make_settings):
    one, other, renewed = (
        Repository(make_settings(CONTENT_REPO=url)).path.name
        for url in ("https://a:b@x.example/one.git", "https://a:b@x.example/two.git", "https://a:c@x.example/one.git")
    )

    assert one != other
    assert one == renewed


@pytest.mark.parametrize("name", ["ext::sh -c id", "--upload-pack=id"])
def test_a_repository_cannot_name_a_command(make_settings, name):
    with pytest.raises(Unavailable, match="There is no repository"):
        Repository(make_settings(CONTENT_REPO=name)).fetch() or Repository(make_settings(CONTENT_REPO=name)).head()

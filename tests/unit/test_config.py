"""Settings: what is read from where, what is refused and how it is told, and that no token leaks."""

import dataclasses
import logging
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.config import WHERE_TOKENS_GO, Document, Settings
from bot.errors import ConfigurationError, ExitCode

ROOT = Path(__file__).parents[2]
SECRET = "MDAwMDAwMDAwMDAwMDAwMDAw.GaBcDe.not-a-real-token-but-of-the-right-form"  # the form, of nobody
TOKEN = {"CROSSCONNECT_TOKEN": SECRET}


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path | None, environ: dict[str, str] = TOKEN) -> str:
    with pytest.raises(ConfigurationError) as caught:
        Settings.load(environ, path)
    assert caught.value.exit_code == ExitCode.USAGE
    assert caught.value.__cause__ is None
    return str(caught.value)


class TestFiles:
    def test_starts_without_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        settings = Settings.load(TOKEN)
        assert settings.discord.api_base == "https://discord.com/api/v10"
        assert settings.delivery.requests_per_second == 45
        assert settings.database.path.name == "crossconnect.sqlite3"
        assert settings.database.path.is_absolute()
        assert settings.warnings == ()

    def test_reads_config_toml_of_the_working_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, "[delivery]\nrequests_per_second = 7\n")
        monkeypatch.chdir(tmp_path)
        assert Settings.load(TOKEN).delivery.requests_per_second == 7

    def test_the_command_line_goes_before_the_environment(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        mine = write(tmp_path, "[log]\nlevel = 'error'\n")
        theirs = write(tmp_path / "a", "[log]\nlevel = 'debug'\n")
        environ = TOKEN | {"CROSSCONNECT_CONFIG": str(theirs)}
        assert Settings.load(environ).log.level == "debug"
        assert Settings.load(environ, mine).log.level == "error"

    def test_a_named_file_that_is_missing_is_an_error(self, tmp_path: Path) -> None:
        missing = tmp_path / "nowhere.toml"
        assert re.search(r"nowhere.toml\):\s+there is no such file", refusal(missing))
        assert refusal(None, TOKEN | {"CROSSCONNECT_CONFIG": str(missing)}) == refusal(missing)

    def test_a_folder_and_a_picture_are_no_configuration(self, tmp_path: Path) -> None:
        assert "cannot be read" in refusal(tmp_path)
        picture = tmp_path / "config.toml"
        picture.write_bytes(b"\x89PNG\r\n\xff")
        assert "not UTF-8" in refusal(picture)

    def test_broken_toml_names_its_line(self, tmp_path: Path) -> None:
        assert "line 2" in refusal(write(tmp_path, "[log]\nlevel = \n"))

    def test_the_database_of_the_environment_goes_first(self, tmp_path: Path) -> None:
        path = write(tmp_path, "[database]\npath = 'here.sqlite3'\n")
        assert Settings.load(TOKEN, path).database.path == tmp_path / "here.sqlite3"
        there = tmp_path / "there.sqlite3"
        environ = TOKEN | {"CROSSCONNECT_DATABASE": str(there)}
        assert Settings.load(environ, path).database.path == there

    def test_home_is_the_one_of_the_environment(self, tmp_path: Path) -> None:
        path = write(tmp_path, "[database]\npath = '~/bot.sqlite3'\n")
        assert Settings.load(TOKEN | {"HOME": "/home/nog"}, path).database.path == Path(
            "/home/nog/bot.sqlite3"
        )

    def test_the_nightly_backups_lie_beside_the_database_or_where_they_are_told_to(
        self, tmp_path: Path
    ) -> None:
        path = write(tmp_path, "[database]\npath = 'data/bot.sqlite3'\n")
        assert Settings.load(TOKEN, path).backup_folder == tmp_path / "data" / "backups"
        path = write(tmp_path, "[backup]\nfolder = 'kept'\n")
        assert Settings.load(TOKEN, path).backup_folder == tmp_path / "kept"

    def test_what_needs_no_token_starts_without_one(self, tmp_path: Path) -> None:
        path = write(tmp_path, "[discord]\ntoken_file = 'gone'\n")
        assert Settings.load({}, path, needs_token=False).token.get_secret_value() == ""
        assert Settings.load(TOKEN, None, needs_token=False).token.get_secret_value() == SECRET


class TestErrors:
    def test_all_at_once_each_with_its_path(self, tmp_path: Path) -> None:
        text = """
            level = "debug"
            [discord]
            api_bse = "https://example.org"
            members_intent = "yes"
            [delivry]
            [delivery]
            requests_per_second = 51
            [database]
            path = ""
            [log]
            format = "xml"
        """
        lines = [line.strip() for line in refusal(write(tmp_path, text), {}).splitlines()]
        assert set(lines[1:]) == {
            "level: unknown key; did you mean level under [log]?",
            "[discord] api_bse: unknown key; did you mean api_base?",
            "[discord] members_intent: must be true or false",
            "[delivry]: unknown section; did you mean [delivery]?",
            "[delivery] requests_per_second: must be at most 50",
            "[database] path: must name a file",
            "[log] format: must be 'console' or 'json'",
            f"there is no token; {WHERE_TOKENS_GO}",
        }

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("log = 3", "[log]: must be a section"),
            ("[discord]\nrequests_per_second = 9", "did you mean requests_per_second under [delivery]?"),
            ("[discord]\nzzz = 9", "[discord] zzz: unknown key"),
            ("[delivery]\nrequests_per_second = '9'", "must be a whole number"),
            ("[delivery]\nrequests_per_second = 0", "must be at least 1"),
            ("[backup]\nkeep = -1", "[backup] keep: must be at least 0"),
            ("[backup]\nat = '3:30'", "[backup] at: must be a time such as 03:30"),
            ("[backup]\nat = '24:00'", "[backup] at: must be a time such as 03:30"),
            ("[backup]\nfolder = ''", "[backup] folder: must name a file"),
            ("[monitoring]\nport = 70000", "[monitoring] port: must be at most 65535"),
            ("[discord]\ntoken_file = 9", "[discord] token_file: must be a path in quotes"),
            ("[discord]\napi_base = 'discord.com'", "must be an address"),
            ("[discord]\napi_base = 'ftp://discord.com'", "must be an address"),
            ("[discord]\napi_base = 'https://me:pass@127.0.0.1'", "no user"),
            ("[discord]\napi_base = 'https://127.0.0.1:99999'", "is not an address"),
            ("[discord]\napi_base = 'http://example.org/api/v10'", "this machine only"),
            ("[discord]\napi_base = 'http://127.0.0.1.example.org/api/v10'", "this machine only"),
            ("[discord]\napi_base = 'http://localhost.example.org/api/v10'", "this machine only"),
        ],
    )
    def test_says_what_fits(self, tmp_path: Path, text: str, line: str) -> None:
        assert line in refusal(write(tmp_path, text))

    @pytest.mark.parametrize(
        "address",
        [
            "http://127.0.0.1:8080/api/v10",
            "http://[::1]:8080/api/v10",
            "http://localhost/api/v10",
            "https://example.org",
        ],
    )
    def test_takes_a_proxy(self, tmp_path: Path, address: str) -> None:
        path = write(tmp_path, f"[discord]\napi_base = '{address}/'\n")
        assert Settings.load(TOKEN, path).discord.api_base == address

    def test_is_frozen(self, tmp_path: Path) -> None:
        settings = Settings.load(TOKEN, write(tmp_path, ""))
        with pytest.raises(dataclasses.FrozenInstanceError):
            settings.token = SecretStr("other")  # type: ignore[misc]
        with pytest.raises(ValidationError):
            settings.log.level = "debug"


class TestToken:
    def test_credential_then_file_then_variable(self, tmp_path: Path) -> None:
        (tmp_path / "discord_token").write_text("credential\n")
        (tmp_path / "file").write_text("file\n")
        (tmp_path / "file").chmod(0o600)
        path = write(tmp_path, "[discord]\ntoken_file = 'file'\n")
        both = {"CREDENTIALS_DIRECTORY": str(tmp_path), "CROSSCONNECT_TOKEN": "variable"}
        assert Settings.load(both, path).token.get_secret_value() == "credential"
        (tmp_path / "discord_token").unlink()
        assert Settings.load(both, path).token.get_secret_value() == "file"
        path.write_text("")
        assert Settings.load(both, path).token.get_secret_value() == "variable"

    def test_a_named_file_never_falls_through_to_another_token(self, tmp_path: Path) -> None:
        path = write(tmp_path, "[discord]\ntoken_file = 'gone'\n")
        assert "[discord] token_file" in refusal(path)

    @pytest.mark.parametrize(
        ("held", "said"), [("", "empty"), (" \n", "empty"), ("two words", "more than a token")]
    )
    def test_a_file_without_a_token(self, tmp_path: Path, held: str, said: str) -> None:
        (tmp_path / "file").write_text(held)
        assert said in refusal(write(tmp_path, "[discord]\ntoken_file = 'file'\n"))

    def test_a_file_others_may_read_is_a_warning(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text(SECRET)
        path = write(tmp_path, "[discord]\ntoken_file = 'file'\n")
        (tmp_path / "file").chmod(0o644)
        (warning,) = Settings.load({}, path).warnings
        assert "chmod 600" in warning
        assert SECRET not in warning
        (tmp_path / "file").chmod(0o600)
        assert Settings.load({}, path).warnings == ()

    @pytest.mark.parametrize(
        "text",
        [
            "token = '{}'",
            "[discord]\ntoken = '{}'",
            "[discord]\nbot_token = '{}'",
            "[log]\nTOKEN = '{}'",
            "[discord.deep]\ntoken = '{}'",
            "[discord]\ntoken_file = '{}'",
            "[database]\npath = '{}'",
            "[log]\nlevel = '{}'",
            "'{}' = 1",
            "['{}']",
            "[discord]\napi_base = 'https://discord.com/{}'",
            "[discord]\ntoken = '{}",
            "['{0}']\n['{0}']",
        ],
    )
    def test_in_the_file_is_refused_and_never_echoed(self, tmp_path: Path, text: str) -> None:
        said = refusal(write(tmp_path, text.format(SECRET)))
        assert SECRET not in said
        assert SECRET[:24] not in said

    def test_in_the_file_says_where_to_put_it(self, tmp_path: Path) -> None:
        said = refusal(write(tmp_path, "[discord]\ntoken = 'any value at all'\n"))
        assert "[discord] token: a token never stands in this file; put the token into" in said
        assert "any value" not in said
        assert "unknown key" not in said

    def test_is_not_in_a_repr_or_a_log(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        settings = Settings.load(TOKEN, write(tmp_path, ""))
        with caplog.at_level(logging.DEBUG):
            logging.getLogger("test").info("%s %r %s", settings, settings, dataclasses.asdict(settings))
        assert settings.token.get_secret_value() == SECRET
        assert SECRET not in caplog.text + str(settings) + repr(settings)

    @given(token=st.text(alphabet="ghijkGHIJK0123456789\"'!#", min_size=4))
    def test_no_refusal_echoes_what_was_given_as_a_token(self, token: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            Settings.load({"CROSSCONNECT_TOKEN": f"{token} {token}"}, ROOT / "config.example.toml")
        assert token not in str(caught.value)


class TestPeeringdbKey:
    KEY = "abcdefgh.0123456789abcdef0123456789abcdef"  # the form, of nobody

    def test_none_is_fine(self, tmp_path: Path) -> None:
        assert Settings.load(TOKEN, write(tmp_path, "")).peeringdb_key is None

    def test_credential_then_file_then_variable(self, tmp_path: Path) -> None:
        (tmp_path / "peeringdb_key").write_text("credential\n")
        (tmp_path / "file").write_text("Api-Key file\n")
        (tmp_path / "file").chmod(0o600)
        path = write(tmp_path, "[sources]\npeeringdb_key_file = 'file'\n")
        both = TOKEN | {"CREDENTIALS_DIRECTORY": str(tmp_path), "CROSSCONNECT_PEERINGDB_KEY": "variable"}

        def key() -> str | None:
            found = Settings.load(both, path).peeringdb_key
            return None if found is None else found.get_secret_value()

        assert key() == "credential"
        (tmp_path / "peeringdb_key").unlink()
        assert key() == "file"
        path.write_text("")
        assert key() == "variable"

    def test_a_named_file_that_is_missing_or_open_to_all_is_told(self, tmp_path: Path) -> None:
        path = write(tmp_path, "[sources]\npeeringdb_key_file = 'file'\n")
        assert "[sources] peeringdb_key_file" in refusal(path)
        (tmp_path / "file").write_text(self.KEY)
        (tmp_path / "file").chmod(0o644)
        (warning,) = Settings.load(TOKEN, path).warnings
        assert "chmod 600" in warning
        assert self.KEY not in warning

    @pytest.mark.parametrize(
        "text",
        [
            "[sources]\npeeringdb_key = '{}'",
            "[sources]\napi_key = '{}'",
            "[sources]\npeeringdb_key_file = '{}'",
            "[sources]\npeeringdb = 'https://www.peeringdb.com/{}'",
            "[sources]\ncontact = '{}'",
        ],
    )
    def test_in_the_file_is_refused_and_never_echoed(self, tmp_path: Path, text: str) -> None:
        said = refusal(write(tmp_path, text.format(self.KEY)))
        assert "put the key into the systemd credential peeringdb_key" in said
        assert self.KEY not in said

    def test_is_a_secret_like_the_token(self, tmp_path: Path) -> None:
        settings = Settings.load(TOKEN | {"CROSSCONNECT_PEERINGDB_KEY": self.KEY}, write(tmp_path, ""))
        assert settings.secrets == (SECRET, self.KEY)
        assert self.KEY not in str(settings) + repr(settings)

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (
                "peeringdb = 'http://peeringdb.example.net/api'",
                "[sources] peeringdb: http is allowed to this machine only",
            ),
            (
                "ripestat = 'ftp://stat.example.net'",
                "[sources] ripestat: must be an address such as https://stat.ripe.net/data",
            ),
            ("contact = 'noc@example.net'", "[sources] contact: must be an https address"),
            (
                "nameservers = ['dns.example.net']",
                "[sources] nameservers: must be a list of IP addresses in quotes",
            ),
            ("enabled = 1", "[sources] enabled: must be true or false"),
        ],
    )
    def test_says_what_fits(self, tmp_path: Path, text: str, line: str) -> None:
        assert line in refusal(write(tmp_path, f"[sources]\n{text}\n"))

    def test_takes_a_mirror_on_this_machine(self, tmp_path: Path) -> None:
        path = write(
            tmp_path,
            "[sources]\npeeringdb = 'http://127.0.0.1:8000/api/'\nnameservers = ['127.0.0.1', '::1']\n",
        )
        sources = Settings.load(TOKEN, path).sources
        assert sources.peeringdb == "http://127.0.0.1:8000/api"
        assert sources.nameservers == ["127.0.0.1", "::1"]


class TestExample:
    def test_holds_every_key_with_its_default_and_why(self) -> None:
        text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
        assert Document.model_validate(tomllib.loads(text)) == Document()

        whole = tomllib.loads(re.sub(r"(?m)^# (?=\w+ = )", "", text))
        assert {section: set(keys) for section, keys in whole.items()} == {
            section: set(keys) for section, keys in Document().model_dump().items()
        }
        Document.model_validate(whole)

        lines = text.splitlines()
        for number, line in enumerate(lines):
            if re.match(r"(# )?\w+ = ", line):
                assert re.match(r"# (?!\w+ = )\w", lines[number - 1]), f"no reason above {line!r}"

    def test_only_what_has_no_portable_default_is_a_comment(self) -> None:
        text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
        assert set(re.findall(r"(?m)^# (\w+) = ", text)) == {
            "token_file",
            "path",
            "folder",
            "peeringdb_key_file",
        }

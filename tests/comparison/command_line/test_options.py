"""Claims about the options of the command line."""

import pytest

import imbgan
from imbgan.comparison.command_line import _command_line
from imbgan.comparison.command_line._options import EXIT_CODES, parser


def parse(*arguments):
    return parser().parse_args(["compare", "data.csv", *arguments])


def test_lists_are_given_with_commas():
    options = parse("--methods", "smote, do,", "--thin", "1,10.5", "--drop", "a b,c")
    assert options.methods == ["smote", "do"]
    assert options.thin == [1, 10.5] and options.drop == ["a b", "c"]


def test_a_tab_may_be_written_as_backslash_t():
    assert parse("--separator", r"\t").sep == "\t" and parse("--separator", ";").sep == ";"


@pytest.mark.parametrize("text, seconds", [("90", 90), ("1.5s", 1.5), ("30m", 1800), ("2h", 7200)])
def test_the_time_limit_has_a_unit(text, seconds):
    assert parse("--time-limit", text).time_limit == seconds


@pytest.mark.parametrize(
    "option, text, said",
    [
        ("--time-limit", "soon", "must be a time such as 90, 90s, 30m or 2h"),
        ("--thin", "0.5", "must be numbers of at least 1"),
        ("--thin", "ten", "must be numbers of at least 1"),
        ("--repeats", "x", "invalid int value: 'x'"),
        ("--score", ",", "names nothing"),
    ],
)
def test_what_cannot_be_is_said_with_status_2(capsys, option, text, said):
    with pytest.raises(SystemExit) as left:
        parse(option, text)
    assert left.value.code == 2 and said in capsys.readouterr().err


def test_help_names_the_baselines_and_the_tables_of_compare(capsys):
    with pytest.raises(SystemExit):
        parse("--help")
    words = " ".join(capsys.readouterr().out.split()).replace("- ", "-")
    assert "nothing, tuned-threshold, prior-correction, or none" in words
    assert "breast_cancer, digits, iris, wine, secom, pima" in words


def test_help_has_every_exit_code(capsys):
    with pytest.raises(SystemExit) as left:
        parse("--help")
    assert left.value.code == 0
    assert EXIT_CODES in capsys.readouterr().out
    codes = {int(line.split()[0]) for line in EXIT_CODES.splitlines()[1:]}
    names = ("FINISHED", "WRONG", "UNUSABLE", "FAILED_FITS", "OUT_OF_TIME", "INTERRUPTED")
    assert codes == {getattr(_command_line, name) for name in names}


def test_without_a_command_the_status_is_2():
    with pytest.raises(SystemExit) as left:
        parser().parse_args([])
    assert left.value.code == 2


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"imbgan {imbgan.__version__}\n"


@pytest.mark.parametrize(
    ("script", "name"), [("/usr/bin/imbgan", "imbgan"), ("__main__.py", "python -m imbgan")]
)
def test_the_command_is_called_as_it_was_given(monkeypatch, script, name):
    monkeypatch.setattr("sys.argv", [script])
    assert parser().prog == name


def test_help_lists_the_formats(capsys):
    with pytest.raises(SystemExit):
        parse("--help")
    words = " ".join(capsys.readouterr().out.split())
    for suffix in (".csv.gz", ".tsv", ".parquet", ".xlsx"):
        assert suffix in words


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["compar", "iris"], "Did you mean compare?"),
        (["compare", "iris", "--metods", "smote"], "--metods smote. Did you mean methods?"),
        (["compare", "iris", "--what"], "arguments: --what\n"),
    ],
)
def test_commands_and_options_that_are_not_there_are_answered_with_close_ones(
    capsys, arguments, said
):
    with pytest.raises(SystemExit) as left:
        parser().parse_args(arguments)
    assert left.value.code == 2 and said in capsys.readouterr().err

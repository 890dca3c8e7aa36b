"""Claims about what the options come to."""

import pytest

from imbgan.comparison._plan import sampler_digest
from imbgan.comparison._store import Store
from imbgan.comparison.command_line._options import parser
from imbgan.comparison.command_line._request import keep_contents, read_request

pytest.importorskip("pandas")
pytest.importorskip("matplotlib")


@pytest.fixture
def request_of(tmp_path):
    """Make a request on iris from further arguments."""

    def make(*arguments):
        words = ["compare", "iris", "--out", str(tmp_path / "out"), *arguments]
        return read_request(parser().parse_args(words))

    return make


def test_methods_become_pipelines_and_baselines_keep_their_names(request_of):
    request = request_of("--methods", "smote,prior-correction,SMOTE", "--baselines", "nothing")
    assert list(request.arguments["methods"]) == ["smote"]
    assert request.arguments["baselines"] == ["nothing", "prior-correction"]
    steps = [type(step).__name__ for _, step in request.arguments["methods"]["smote"].steps]
    assert steps == ["ColumnTransformer", "SMOTE", "NeuralClassifier"]
    behind = [type(step).__name__ for _, step in request.arguments["classifier"].steps]
    assert behind == ["ColumnTransformer", "NeuralClassifier"]


def test_several_classifiers_follow_each_sampler_and_make_each_baseline(request_of):
    names = ["--classifier", "random-forest,logistic-regression"]
    request = request_of("--methods", "smote,prior-corrected,do-classifier", *names)
    methods, classifiers = request.arguments["methods"], request.arguments["classifier"]
    assert list(methods) == [
        "smote, random-forest",
        "smote, logistic-regression",
        "prior-corrected, random-forest",
        "prior-corrected, logistic-regression",
        "do-classifier",
    ]
    assert list(classifiers) == ["random-forest", "logistic-regression"]
    for name, classifier in classifiers.items():
        assert type(classifier[-1]) is type(methods[f"smote, {name}"][-1])
        assert type(classifier[-1]) is type(methods[f"prior-corrected, {name}"][-1].estimator)
    groups = [sampler_digest(methods[f"smote, {name}"]) for name in classifiers]
    assert groups[0] is not None and groups[0] == groups[1]
    assert "and in the baselines: random-forest, logistic-regression" in request.settings[1]
    control = request_of("--control", "nothing, random-forest", *names).control
    assert control == "nothing, random-forest"
    with pytest.raises(ValueError, match="none of .*nothing, random-forest"):
        request_of("--control", "nothing", *names)


def test_there_may_be_no_baseline(request_of):
    assert request_of("--baselines", "none").arguments["baselines"] == []
    with pytest.raises(ValueError, match=r"--baselines has \['noting'\]; it takes nothing"):
        request_of("--baselines", "noting")


def test_the_first_score_ranks_and_further_ones_are_added(request_of):
    request = request_of("--score", "geometric_mean,f1_macro")
    assert request.score == "geometric_mean"
    assert request.arguments["scoring"][0] == "acsa"
    assert request.arguments["scoring"][-1] == "f1_macro"
    assert request.arguments["scoring"].count("geometric_mean") == 1


def test_fits_at_a_time_are_passed_on(request_of):
    arguments = request_of("--jobs", "3", "--gpu-jobs", "2").arguments
    assert (arguments["n_jobs"], arguments["gpu_jobs"]) == (3, 2)


def test_the_control_must_take_part(request_of):
    assert request_of("--control", "Smote").control == "smote"
    spelled = request_of("--methods", "random-over-sampler", "--control", "RandomOverSampler")
    assert [spelled.control] == list(spelled.arguments["methods"])
    tuned = request_of("--baselines", "tuned-threshold", "--control", "tuned-threshold")
    assert tuned.control == "tuned-threshold"
    with pytest.raises(ValueError, match="--control 'gamo' is none of"):
        request_of("--control", "gamo")


def test_the_folder_is_made(request_of, tmp_path):
    store = request_of().arguments["store"]
    assert store.parent == tmp_path / "out" and store.parent.is_dir()


def test_to_resume_there_must_be_something(request_of, tmp_path):
    with pytest.raises(ValueError, match="--resume: .*out has no results.sqlite"):
        request_of("--resume")
    assert not (tmp_path / "out").exists()
    request_of().arguments["store"].touch()
    assert request_of("--resume").arguments["store"].is_file()


@pytest.mark.parametrize("device", ["no-such-device", "cuda:99"])
def test_a_device_that_is_not_there_is_refused_before_the_first_fit(request_of, tmp_path, device):
    with pytest.raises(ValueError, match=f"device '{device}' cannot be used here"):
        request_of("--device", device)
    assert not (tmp_path / "out").exists()


def test_a_damaged_store_is_repaired_where_that_is_asked_for(request_of, capsys):
    store = request_of().arguments["store"]
    with Store(store):
        pass
    request_of("--repair")
    assert "0 fits of" in capsys.readouterr().out
    assert store.with_name("results.sqlite.damaged").exists()


def test_a_report_on_other_data_is_never_overwritten(request_of, tmp_path):
    keep_contents(request_of())
    request_of()
    with pytest.raises(ValueError, match=r"report on iris.*--out .*iris-5"):
        request_of("--thin", "5")
    both = request_of("--thin", "1,5")
    keep_contents(both)
    with pytest.raises(ValueError, match="report on iris @ 5, which this command does not read"):
        request_of()
    assert (tmp_path / "out" / "data.json").is_file()


def test_a_table_that_has_changed_is_other_data(tmp_path):
    table = tmp_path / "t.csv"

    def ask(text):
        table.write_text("a,label\n" + text * 9)
        words = ["compare", str(table), "--target", "label", "--out", str(tmp_path / "out")]
        return read_request(parser().parse_args(words))

    keep_contents(ask("1,u\n2,v\n3,v\n"))
    ask("1,u\n2,v\n3,v\n")
    with pytest.raises(ValueError, match=r"report on t, .* not as it was then"):
        ask("1,u\n2,v\n4,v\n")


def test_balanced_accuracy_is_acsa(request_of):
    request = request_of("--score", "balanced_accuracy,roc_auc")
    assert request.score == "acsa"
    assert request.arguments["scoring"] == request_of().arguments["scoring"]

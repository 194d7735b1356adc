"""Tests of the helper: python3 -m unittest discover Notebooks"""

import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import prevalence

DATA = prevalence.SOURCE_TREE / "Data"


class ReadingTests(unittest.TestCase):
    def record(self, **changes: object) -> dict:
        estimate = {"quantity": "population", "unit": "persons", "method": "a|b", "value": 1234.5, "diagnostics": []}
        return {"schemaVersion": 1, "study": "mse", "settings": {}, "estimates": [{**estimate, **changes}]}

    def test_an_interval_without_upper_end_is_said_so(self) -> None:
        interval = {"kind": "profile", "level": 0.95, "lower": 1000.4, "upper": None}
        estimate = prevalence.read(self.record(interval=interval)).headline
        self.assertEqual(
            prevalence.sentence(estimate), "population: 1,230 persons (95% interval 1,000 or more; profile)"
        )
        self.assertIn(r"a\|b | all | 1,230 | 1,000 or more | 95%", prevalence.table([estimate]))

    def test_a_refused_estimate_has_no_number(self) -> None:
        record = self.record(refused={"code": "MSE-01", "reason": "it does not exist"})
        del record["estimates"][0]["value"]
        estimate = prevalence.read(record).headline
        self.assertIsNone(estimate.value)
        self.assertIn("refused (MSE-01)", prevalence.sentence(estimate))

    def test_another_version_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            prevalence.read({**self.record(), "schemaVersion": 2})

    def test_numbers_have_the_figures_that_they_support(self) -> None:
        shown = [prevalence.rounded(number) for number in (1_234_567.0, 12.345, 0.98765, 0.0, None, -1234.0)]
        self.assertEqual(shown, ["1,230,000", "12.3", "0.988", "0", "none", "-1,230"])


class CallingTests(unittest.TestCase):
    def test_a_command_gives_its_estimates(self) -> None:
        result = prevalence.call("mse", DATA / "mse" / "uk-2013-five.csv", "--method", "chao")
        # Chao's bound of the published table, from its formula: n + f1 (f1 - 1) / (2 (f2 + 1)).
        self.assertAlmostEqual(result.headline.value, 17541.688372093024, places=6)
        self.assertEqual(result.headline.interval.kind, "log-normal")

    def test_a_refusal_is_a_result_and_a_fault_is_an_error(self) -> None:
        with TemporaryDirectory() as folder:
            lists = Path(folder) / "lists.csv"
            lists.write_text("A,B,count\n1,0,40\n0,1,50\n", encoding="utf-8")
            result = prevalence.call("mse", lists, "--method", "lincoln-petersen")
            self.assertIsNotNone(result.headline.refusal)
            with self.assertRaises(prevalence.ProgramError) as caught:
                prevalence.call("mse", Path(folder) / "none.csv")
            self.assertEqual(caught.exception.code, 66)

    def test_an_edition_is_read_by_the_names_of_its_estimations(self) -> None:
        with TemporaryDirectory() as folder:
            record = {
                "schemaVersion": 1,
                "estimations": [
                    {"name": "one", "kind": "mse", "settings": {}, "estimates": [], "verdicts": []},
                ],
            }
            (Path(folder) / "estimates.json").write_text(json.dumps(record), encoding="utf-8")
            self.assertEqual(list(prevalence.read_edition(folder)), ["one"])


if __name__ == "__main__":
    unittest.main()

"""Makes small survey files in the formats of statistics packages (pyreadstat 1.3.7, pandas, gcc, libreadstat 1.1.8).

    python3 make.py

All data are made up. `expected.json` is written from the values that went in, not read back.
"""
import datetime, json, subprocess
import numpy, pandas, pyreadstat

n = 7
frame = pandas.DataFrame({
    "HH1": [1.0, 1, 2, 2, 3, 3, 3],
    "hours": [12.0, 0, 97, 98, 43, numpy.nan, 14.5],
    "region": ["north", "north", "süd", "", "süd", "Ωmega", "north"],
    "story": ["x" * 300, "", "y" * 255, "z", "", "", "w" * 299],
    "weight": [0.5, 1.25, 0.1, 2, 1e-3, 3.75, 1],
    "code": ["A", "B", "X", "A", "B", "A", "A"],
})
when = pandas.to_datetime(["2020-01-02", "2020-01-03", None, "1999-12-31", "2020-01-02", "2020-01-02", "2020-02-29"])
labels = {"HH1": "Cluster number", "hours": "Hours of work", "region": "Region of the household"}
value_labels = {"hours": {97.0: "inconsistent", 98.0: "does not know"}, "code": {"A": "first", "X": "refused"}}
spss = frame.copy()
spss["when"] = when.date
for name, options in {"plain.sav": {}, "rows.sav": {"row_compress": True}, "zlib.zsav": {"compress": True}}.items():
    pyreadstat.write_sav(
        spss, name, column_labels=labels, variable_value_labels=value_labels,
        missing_ranges={"hours": [{"lo": 97, "hi": 99}, 14.5], "code": ["X"]}, file_label="synthetic", **options)
short = frame.drop(columns=["story"]).rename(columns=str.upper)
short["REGION"] = ["north", "north", "sud", "", "sud", "omega", "north"]
pyreadstat.write_por(short, "portable.por", column_labels={k.upper(): v for k, v in labels.items()})

stata = frame.copy()
stata["when"] = when
stata["hours"] = [12, 0, "a", "b", 43, 7, 14]  # .a and .b
stata["hours"] = stata["hours"].astype(object)
for name, version in {"stata15.dta": 15, "stata12.dta": 12}.items():
    out = stata if version == 15 else stata.drop(columns=["story"]).assign(
        region=["north", "north", "s\u00fcd", "", "s\u00fcd", "omega", "north"])
    pyreadstat.write_dta(
        out, name, version=version, column_labels=labels, missing_user_values={"hours": ["a", "b"]},
        variable_value_labels={"HH1": {1: "first cluster", 2: "second"}})

subprocess.run(["gcc", "-o", "/tmp/write_sas", "write_sas.c", "-lreadstat"], check=True)
subprocess.run(["/tmp/write_sas", "sas.sas7bdat"], check=True)

def clean(values):
    return [None if isinstance(v, float) and numpy.isnan(v) or v == "" else v for v in values]

def since(year, month, day, unit):
    start = datetime.date(year, month, day)
    return [None if pandas.isna(t) else float((t.date() - start).days * unit) for t in when]

json.dump({
    "columns": {k: clean(list(frame[k])) for k in frame.columns},
    "when": {"seconds": since(1582, 10, 14, 86400), "milliseconds": since(1960, 1, 1, 86400000)},
}, open("expected.json", "w"), ensure_ascii=False, indent=1)

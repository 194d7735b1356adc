"""Writes the reference files beside it. Run as: python3 make.py

numbers.csv  literals and the bits of the nearest double, by Python's float()
utf8.csv     byte strings in hexadecimal and the offset of the first wrong byte, by Python's bytes.decode();
             -1 where the string is UTF-8
rows.json    CSV texts and their rows, by Python's csv.reader(strict=True)
"""
import csv, io, json, random, struct

random.seed(20240704)


def bits(literal):
    return struct.pack(">d", float(literal)).hex()


literals = [
    # Halfway cases and other known stumbling blocks of decimal conversion.
    "9007199254740993", "9007199254740992", "9007199254740991", "4503599627370497.5",
    "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203124",
    "1.00000000000000011102230246251565404236316680908203126",
    "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9e-324", "5e-324", "3e-324",
    "1.7976931348623157e308", "1.797693134862315807e308", "179769313486231570000e289",
    "8.98846567431158e307", "0.1", "0.2", "0.3", "123456789012345678", "1e22", "1e23", "9e22", "1e-22",
    "1e-23", "7.2057594037927933e16", "6.02214076e23", "0.000001", "-0.5", "+42", "-1e-5", "1E5", "1e+5",
    "00012.50", "0.1000000000000000055511151231257827021181583404541015625", "9214843084008499",
    "3.14159265358979323846264338327950288", "30078505129381147446200",
]
for _ in range(400):
    digits = random.randint(1, 20)
    whole = "".join(random.choice("0123456789") for _ in range(random.randint(1, digits)))
    literal = random.choice(["", "", "-", "+"]) + whole
    if random.random() < 0.7:
        literal += "." + "".join(random.choice("0123456789") for _ in range(digits))
    if random.random() < 0.4:
        literal += random.choice("eE") + random.choice(["", "-", "+"]) + str(random.randint(0, 280))
    if any(c in "123456789" for c in literal.lower().split("e")[0]):
        literals.append(literal)
for _ in range(100):
    literals.append(repr(struct.unpack(">d", struct.pack(">Q", random.getrandbits(63) % 0x7FE0000000000000))[0]))
with open("numbers.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["literal", "bits"])
    for literal in literals:
        if 0 < abs(float(literal)) < float("inf"):
            out.writerow([literal, bits(literal)])

pieces = ["61", "c3a9", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf", "e4bda0"]
wrong = ["80", "bf", "c0af", "c1bf", "e08080", "e09fbf", "eda080", "edbfbf", "f0808080", "f08fbfbf", "f4908080",
         "f5808080", "ff", "fe", "c3", "e0a0", "e2", "f09080", "f0", "c328", "e2822e", "f09f98c3", "fc80"]
strings = pieces + wrong
for _ in range(150):
    parts = [random.choice(pieces + ["61", "6162636465666768"]) for _ in range(random.randint(0, 6))]
    if random.random() < 0.6:
        parts.insert(random.randint(0, len(parts)), random.choice(wrong))
    strings.append("".join(parts))
with open("utf8.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["bytes", "offset"])
    for string in strings:
        if not string:
            continue
        try:
            bytes.fromhex(string).decode("utf-8")
            offset = -1
        except UnicodeDecodeError as error:
            offset = error.start
        out.writerow([string, offset])

cells = ["", "a", "1", "a b", " a ", '"a"', '""', '"a,b"', '"a""b"', '""""', '"two\nlines"', '"\n"', "é", '"ü,""x"""', "'", "x" * 40]
texts = ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\n1,2", "a,b\r1,2\r", "a,b\n1,2\r\n3,4\r5,6", 'a,b\n"",\n', 'a,b\n,""']
for _ in range(120):
    width = random.randint(2, 5)
    text = ""
    for row in range(random.randint(1, 5)):
        text += ",".join(random.choice(cells) for _ in range(width)) + random.choice(["\n", "\r\n", "\n", "\r"])
    texts.append(text if random.random() < 0.6 else text.rstrip("\r\n"))
result = []
for text in texts:
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    result.append({"text": text, "rows": rows})
with open("rows.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case, sort_keys=True) for case in result) + "\n]\n")

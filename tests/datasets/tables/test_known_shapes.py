"""The shapes in which collections ship their tables: nine of ten open with a sensible guess, these all."""

import numpy as np
import pytest
import sklearn.datasets

from landscape.datasets.csv import read

N = 60
RNG = np.random.default_rng(3)


def numbers(low, high, digits=1):
    return [f"{value:.{digits}f}" for value in RNG.uniform(low, high, N)]


def whole(low, high):
    return [str(value) for value in RNG.integers(low, high, N)]


def words(*some):
    return [some[i] for i in RNG.integers(0, len(some), N)]


def quoted(some):
    return [f'"{one}"' for one in some]


def holes(column, every, mark="NA"):
    return [mark if i % every == 3 else cell for i, cell in enumerate(column)]


ROWS = quoted(range(1, N + 1))
MODELS = quoted(f"Model {i}" for i in range(N))

# name: columns, then the columns a person would accept as the class or the number to predict
SHAPES = {
    "cars": (
        {
            '""': MODELS,
            "mpg": numbers(10, 34),
            "cyl": words("4", "6", "8"),
            "disp": numbers(70, 470),
            "hp": whole(50, 330),
        }
        | {"wt": numbers(1.5, 5.4, 3), "vs": whole(0, 2), "am": whole(0, 2), "gear": words("3", "4", "5")},
        {"mpg", "cyl", "am", "gear", "vs"},
    ),
    "flowers with row names": (
        {"rownames": ROWS, "Sepal.Length": numbers(4, 8), "Petal.Length": numbers(1, 7)}
        | {"Species": quoted(words("setosa", "versicolor", "virginica"))},
        {"Species"},
    ),
    "air": (
        {"Ozone": holes(whole(1, 160), 5), "Solar.R": holes(whole(7, 330), 9), "Wind": numbers(2, 20)}
        | {"Temp": whole(56, 97), "Month": whole(5, 10), "Day": [str(i % 31 + 1) for i in range(N)]},
        {"Ozone", "Temp", "Month", "Wind"},
    ),
    "teeth": (
        {'""': ROWS, "len": numbers(4, 34), "supp": quoted(words("OJ", "VC")), "dose": words("0.5", "1", "2")},
        {"supp", "dose"},
    ),
    "plants": ({'""': ROWS, "weight": numbers(3, 7, 2), "group": quoted(words("ctrl", "trt1", "trt2"))}, {"group"}),
    "looms": ({"breaks": whole(10, 70), "wool": words("A", "B"), "tension": words("L", "M", "H")}, {"wool", "tension"}),
    "ship": (
        {"PassengerId": [str(i + 892) for i in range(N)], "Survived": whole(0, 2), "Pclass": whole(1, 4)}
        | {"Name": quoted(f"Doe, Mr. Jo {i}" for i in range(N)), "Sex": words("male", "female")}
        | {
            "Age": holes(numbers(1, 80), 5, ""),
            "Fare": numbers(5, 99, 4),
            "Embarked": holes(words("S", "C", "Q"), 20, ""),
        },
        {"Survived"},
    ),
    "restaurant": (
        {"total_bill": numbers(3, 50, 2), "tip": numbers(1, 10, 2), "sex": words("Female", "Male")}
        | {"smoker": words("No", "Yes"), "day": words("Sun", "Sat", "Thur"), "time": words("Dinner", "Lunch")}
        | {"size": whole(1, 7)},
        {"sex", "smoker", "day", "time", "tip"},
    ),
    "birds": (
        {"species": words("Adelie", "Chinstrap", "Gentoo"), "island": words("Biscoe", "Dream", "Torgersen")}
        | {"bill_length_mm": holes(numbers(32, 60), 17, ""), "body_mass_g": holes(numbers(2700, 6300), 17, "")}
        | {"sex": holes(words("MALE", "FEMALE"), 11, "")},
        {"species"},
    ),
    "worlds": (
        {"method": words("Transit", "Radial Velocity", "Imaging"), "number": whole(1, 5)}
        | {"orbital_period": numbers(1, 900, 3), "mass": holes(numbers(0, 20, 2), 2, ""), "year": whole(1995, 2015)},
        {"method"},
    ),
    "gems": (
        {"carat": numbers(0, 3, 2), "cut": words("Ideal", "Good", "Fair"), "color": words("D", "E", "F")}
        | {"clarity": words("SI1", "SI2", "VS1"), "depth": numbers(55, 70), "price": whole(300, 9000)}
        | {"x": numbers(3, 9, 2), "y": numbers(3, 9, 2), "z": numbers(2, 5, 2)},
        {"cut", "color", "clarity", "price"},
    ),
    "houses": (
        {"CRIM": numbers(0, 9, 4), "CHAS": whole(0, 2), "RM": numbers(3, 9, 3), "MEDV": numbers(5, 50)},
        {"MEDV"},
    ),
    "tumours": (
        {"id": whole(10**6, 10**7), "diagnosis": words("M", "B"), "radius_mean": numbers(7, 28, 2)}
        | {"texture_mean": numbers(9, 40, 2), "Unnamed: 3": [""] * N},
        {"diagnosis"},
    ),
    "wine quality": ({"alcohol": numbers(8, 15), "pH": numbers(2, 4, 2), "quality": whole(3, 9)}, {"quality"}),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_opens_with_a_sensible_guess(name):
    columns, sensible = SHAPES[name]
    content = "\n".join([",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))])
    table = read(content.encode(), f"{name}.csv")
    assert table.reading.class_column in sensible, table.said
    assert len(table.inputs) >= N * 2 / 3
    features = {feature.partition(" = ")[0] for feature in table.feature_names}
    assert not features & {"column 1", "rownames", "PassengerId", "Name", "id"}, table.said


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes", "linnerud"])
def test_a_table_of_scikit_learn_opens_as_it_is_written(name):
    bunch = getattr(sklearn.datasets, f"load_{name}")()
    target = bunch.target if bunch.target.ndim == 1 else bunch.target[:, -1]
    head = ",".join([*bunch.feature_names, "target"])
    content = "\n".join([head, *(",".join(map(str, (*row, one))) for row, one in zip(bunch.data, target, strict=True))])
    table = read(content.encode())
    assert table.feature_names == tuple(bunch.feature_names)
    np.testing.assert_array_equal(table.inputs, bunch.data)
    np.testing.assert_array_equal(table.targets, target)
    assert bool(table.class_names) == (name in ("iris", "wine", "breast_cancer"))


@pytest.mark.parametrize("name", ["iris.csv", "wine_data.csv", "breast_cancer.csv", "linnerud_exercise.csv"])
def test_a_file_that_comes_with_scikit_learn_opens(name):
    from importlib.resources import files

    table = read((files("sklearn.datasets.data") / name).read_bytes(), name)
    n = {"iris.csv": 150, "wine_data.csv": 178, "breast_cancer.csv": 569, "linnerud_exercise.csv": 20}
    assert len(table.inputs) == n[name]

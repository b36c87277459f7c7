"""Addresses by postal code, as they are packaged."""

import gzip
import json

import pytest

from infra import packaging, postal


@pytest.fixture(scope="module")
def places():
    return postal.places()


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("1000001", ("東京都", "千代田区", "千代田")),
        ("0600042", ("北海道", "札幌市中央区", "大通西")),  # the table says which blocks, too
        ("5220317", ("滋賀県", "犬上郡多賀町", "一円")),  # elsewhere that means "all of it", here it is the name
        ("1006307", ("東京都", "千代田区", "丸の内丸の内ビルディング")),  # and the floor
        ("1000000", ("東京都", "千代田区", "")),  # 以下に掲載がない場合
        ("4520961", ("愛知県", "清須市", "")),  # several towns, all of which begin with 春日
        ("0040000", ("北海道", "", "")),  # two wards
        ("7614101", ("香川県", "小豆郡土庄町", "")),  # 甲、乙
        ("4090142", ("山梨県", "北都留郡小菅村", "")),  # 小菅村の次に１〜６６３番地がくる場合
        ("1638001", ("東京都", "新宿区", "西新宿2丁目8-1")),  # an office's own: the Metropolitan Government
        ("0908652", ("北海道", "北見市", "とん田東町616番地")),  # an office with a post-office box
    ],
)
def test_what_is_common_to_all_addresses_under_a_code(places, code, place):
    assert places[code] == place


def test_codes_of_several_prefectures_and_codes_that_are_not(places):
    assert [code for code in ("4980000", "6180000", "8710000", "0000000", "9999999") if code in places] == []


def test_it_is_the_whole_table_and_nothing_odd(places):
    assert len(places) > 140_000
    assert len({prefecture for prefecture, _, _ in places.values()}) == 47
    towns = [town for _, _, town in places.values()]
    assert [town for town in towns if any(word in town for word in ("以下に", "（", "）", "(", "の次に"))] == []


def test_a_page_finds_them_in_small_files_of_one_edition():
    names = {path.name: path for path in (packaging.web_pages() / "assets").glob("postal-*")}
    editions = {name.split("-")[1] for name in names}
    (edition,) = editions
    assert 900 < len(names) < 1_000
    assert max(path.stat().st_size for path in names.values()) < 12_000
    assert sum(path.stat().st_size for path in names.values()) < 1_500_000
    area = json.loads(gzip.decompress(names[f"postal-{edition}-100.json.gz"].read_bytes()))
    number, street = area["codes"]["0001"]
    assert (area["cities"][number], street) == (["東京都", "千代田区"], "千代田")

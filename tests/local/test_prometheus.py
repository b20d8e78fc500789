import json
import urllib.request

import pytest
import requests
import yaml

from lib.local import prometheus as local


def ask(address: str, path: str) -> dict:
    with urllib.request.urlopen(f"{address}/api/v1/{path}", timeout=10) as answer:
        return json.load(answer)["data"]


@pytest.mark.prometheus
def test_it_takes_remote_writes_a_week_old(prometheus):
    config = yaml.safe_load(ask(prometheus.address, "status/config")["yaml"])
    flags = ask(prometheus.address, "status/flags")

    assert config["storage"]["tsdb"]["out_of_order_time_window"] == "1w"
    assert flags["web.enable-remote-write-receiver"] == "true"


@pytest.mark.prometheus
def test_a_page_of_another_site_neither_reads_it_nor_ends_it(prometheus):
    there = {"Origin": "https://elsewhere.example"}
    read = requests.get(f"{prometheus.address}/api/v1/query?query=up", headers=there, timeout=10)
    told = requests.post(f"{prometheus.address}/-/reload", headers=there, timeout=10)  # /-/quit goes by the same flag

    assert "Access-Control-Allow-Origin" not in read.headers
    assert (told.status_code, told.text.strip()) == (403, "Lifecycle API is not enabled.")


def test_the_window_follows_its_setting_and_targets_are_scraped(tmp_path):
    part = local.part(tmp_path, 9999, window_hours=1.5, targets={"touchline-app": ["127.0.0.1:8501"]})

    config = yaml.safe_load((tmp_path / "prometheus.yml").read_text())
    assert config["storage"]["tsdb"]["out_of_order_time_window"] == "5400s"
    assert config["scrape_configs"] == [
        {"job_name": "touchline-app", "static_configs": [{"targets": ["127.0.0.1:8501"]}]}
    ]
    assert "--web.listen-address=127.0.0.1:9999" in part.command

"""compose.yaml: it keeps to the Compose specification, and its parts fit together."""

import pathlib
import re
import unittest

import compose_spec

ROOT = pathlib.Path(__file__).parents[2]
TEXT = (ROOT / "compose.yaml").read_text()


def compose(text=TEXT):
    return compose_spec.PyCompose.from_yaml(text)


class Compose(unittest.TestCase):
    def test_it_keeps_to_the_specification(self):
        compose().validate()
        with self.assertRaises(Exception):
            compose(TEXT.replace("read_only:", "read_onyl:")).validate()

    def test_the_server_believes_nginx_alone(self):
        services = compose().to_dict()["services"]
        address = services["nginx"]["networks"]["inner"]["ipv4_address"]
        self.assertEqual(services["server"]["environment"]["BUBBLECHAT_TRUSTED_PROXY"], address)
        self.assertNotIn("ports", services["server"])

    def test_nginx_gets_every_name_of_its_configuration(self):
        template = (ROOT / "infra/server/nginx.conf.template").read_text()
        names = set(re.findall(r"\$\{(\w+)\}", template))
        self.assertEqual(set(compose().to_dict()["services"]["nginx"]["environment"]), names)

    def test_its_volume_is_where_the_image_keeps_its_data(self):
        dockerfile = (ROOT / "Dockerfile").read_text()
        folder = re.search(r"BUBBLECHAT_DATA=(\S+)", dockerfile)[1]
        self.assertIn(f"VOLUME {folder}\n", dockerfile)
        self.assertIn(f"- data:{folder}\n", TEXT)


if __name__ == "__main__":
    unittest.main()

"""How a target reaches the simulator although its code names the provider: by shims, by interception. Not: either one.

One for each target. Interception speaks by the variables that programs read: of a proxy, and of a file of authorities.
That file holds the machine's own authorities too, for whatever else the target believes; nothing but this target's
environment names it, and it goes with the run's authority.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from harness.descriptor.model import Descriptor
from harness.provider_hosts import API_HOSTS
from harness.target import shims
from harness.target.authority import Authority
from harness.target.proxy import Proxy, Upstream

PROXY = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
BUNDLE = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""OpenSSL and what is built on it (Python, Ruby, Go); Python's requests; curl's command."""
OF_THE_MACHINE = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where systems keep the authorities that they believe: Debian, Red Hat, SUSE, Alpine and macOS."""


class Reach:
    """What a target's processes are started with so that they reach the simulator, and what came of it."""

    def __init__(self, descriptor: Descriptor, base_urls: Mapping[str, str], folder: Path) -> None:
        """`base_urls` are the simulator's by provider; `folder` is the run's own, for what this target is handed."""
        self._folder = folder
        self._log = folder / "shims.log"
        self.kinds: dict[shims.Kind, list[str]] = {}
        """By shim, the providers for which the descriptor switches it on."""
        for name, table in descriptor.provider.items():
            if table.shim:
                self.kinds.setdefault(table.shim, []).append(name)
        shimmed = {name: url for name, url in base_urls.items() if descriptor.provider[name].shim}
        self._origins = {f"https://{host}": url for name, url in shimmed.items() for host in API_HOSTS.get(name, ())}
        self.proxy: Proxy | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def intercept(self, authority: Authority, base_urls: Mapping[str, str]) -> None:
        """Stand between the target and every host of its providers from now on, with a certificate of `authority`."""
        upstreams = {host: Upstream.of(url) for name, url in base_urls.items() for host in API_HOSTS.get(name, ())}
        self.proxy = Proxy(upstreams, authority.pair("intercepted", tuple(upstreams)))
        self._authority = authority.certificate

    def close(self) -> None:
        """Listen no longer, and delete what the target was handed."""
        if self.proxy is not None:
            self.proxy.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return a target's environment with what its shims and its interception need."""
        given = dict(env)
        if self.proxy is not None:
            given |= self._intercepted(given, self.proxy.url)
        if self.kinds:
            given = shims.shimmed(given, self.kinds, self._origins, self._log, direct=self.proxy is None)
        return given

    def _intercepted(self, env: Mapping[str, str], proxy: str) -> dict[str, str]:
        bundle = self._believing(env.get("SSL_CERT_FILE"))
        settings = self._folder / "php"
        settings.mkdir(exist_ok=True)
        (settings / "assay.ini").write_text(f'curl.cainfo="{bundle}"\nopenssl.cafile="{bundle}"\n')
        return {
            **dict.fromkeys(PROXY, proxy),
            **dict.fromkeys(("NO_PROXY", "no_proxy"), shims.LOOPBACK),
            **dict.fromkeys(BUNDLE, str(bundle)),
            "NODE_EXTRA_CA_CERTS": str(self._authority),
            "NODE_USE_ENV_PROXY": "1",  # Node heeds the variables of a proxy from 24 on, and 22.21, when told to
            # an empty element means the folder that was compiled in
            "PHP_INI_SCAN_DIR": f"{env.get('PHP_INI_SCAN_DIR', '')}:{settings}",
        }

    def _believing(self, theirs: str | None) -> Path:
        """Return a file with the authorities that the target believes anyway, and the run's."""
        bundle = self._folder / "authorities.pem"
        known = next((Path(file) for file in (theirs, *OF_THE_MACHINE) if file and Path(file).is_file()), None)
        before = known.read_bytes().rstrip() + b"\n" if known else b""
        bundle.write_bytes(before + self._authority.read_bytes())
        return bundle

    def complaint(self, provider: str) -> tuple[str, str] | None:
        """Return why no call of a checkout arrived, as far as shims and interception can tell, and the remedy."""
        for kind in self.kinds:
            if provider in self.kinds[kind] and (found := self._of_shim(kind, provider)):
                return found
        return self._of_interception(provider) if self.proxy is not None else None

    def _of_shim(self, kind: shims.Kind, provider: str) -> tuple[str, str] | None:
        said = shims.loaded(self._log)
        if kind not in said["loaded"]:
            return f"no process of the target loaded the {kind} shim", NOT_LOADED[kind]
        if missed := sorted(name for name in said["missed"] if name.startswith(provider)):
            return f"the {kind} shim found no address in {', '.join(missed)}", UNKNOWN_SDK
        if self.proxy is None:
            return f"the {kind} shim was loaded, and nothing was sent to {provider} through it", NOT_MET[kind]
        return None

    def _of_interception(self, provider: str) -> tuple[str, str] | None:
        seen = self.proxy.traffic if self.proxy else None
        hosts = API_HOSTS.get(provider, ())
        if seen is None or any(seen.passed[host] for host in hosts):
            return None
        if distrusting := [host for host in hosts if seen.distrusted[host]]:
            what = f"the target asked the proxy for {distrusting[0]}, and did not believe the run's authority"
            return what, f"{BUNDLED_FILE} ({', '.join(BUNDLE)} and NODE_EXTRA_CA_CERTS were set)"
        others = ", ".join(sorted(seen.refused))
        what = f"the target asked the proxy for no host of {provider}" + (f", but for {others}" if others else "")
        return what, f"{NO_VARIABLE} ({', '.join(PROXY)} were set)"


NOT_LOADED: dict[shims.Kind, str] = {
    "python": '[provider] shim = "python": the command must be Python without -I, -E and -S, and keep PYTHONPATH',
    "node": '[provider] shim = "node": the command must be Node, and keep NODE_OPTIONS',
}
NOT_MET: dict[shims.Kind, str] = {
    "python": "[target] intercept = true beside it, for a program that calls by a client of its own",
    "node": "[target] intercept = true beside it, for a program that calls by a client of its own, such as undici",
}
UNKNOWN_SDK = "[provider] api_base_env, or [target] intercept = true: this version of the SDK is of an unknown shape"
BUNDLED_FILE = "[provider] shim, or [target] env: {intercept.ca} for the setting of a file, since it brings its own"
NO_VARIABLE = "[provider] shim or api_base_env, since the program heeds no variable for a proxy"

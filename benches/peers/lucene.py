"""Builds and starts Lucene's side: finds a Java, lets Maven fetch the libraries and compile the sources."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from engines import Missing

HERE = Path(__file__).resolve().parent
MAVEN_SECONDS = 600
OLDEST_JAVA = 17
# From this version on, Lucene 10 runs, and can use vector instructions.
VECTOR_JAVA = 21
HEAP = "-Xmx1g"


class Lucene:
    """The compiled sources and how to start them."""

    def __init__(self, java_home, version):
        self.home, self.java_version = java(java_home)
        if not shutil.which("mvn"):
            raise Missing("Maven is not installed (Debian: maven)")
        options = [f"-Dlucene.version={version}"] if version else []
        classpath = HERE / "target" / "classpath"
        # Maven does not notice that the classes are those of a later Java.
        shutil.rmtree(HERE / "target" / "classes", ignore_errors=True)
        command = ["mvn", "-q", "-B", "-f", HERE / "pom.xml", *options, "compile",
                   "dependency:build-classpath", f"-Dmdep.outputFile={classpath}"]
        environment = {**os.environ, "JAVA_HOME": str(self.home)}
        built = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=MAVEN_SECONDS)
        if built.returncode != 0:
            errors = re.findall(r"\[ERROR\] (.+)", built.stdout + built.stderr)
            raise Missing(f"Maven failed: {errors[0] if errors else built.returncode}")
        libraries = classpath.read_text(encoding="utf-8").strip()
        self.classpath = f"{HERE / 'target' / 'classes'}:{libraries}"

    def versions(self):
        lucene, morfologik = (re.search(rf"{name}-([\d.]+)\.jar", self.classpath).group(1)
                              for name in ("lucene-core", "morfologik-polish"))
        return f"Lucene {lucene}, Morfologik {morfologik}, Java {self.java_version}"

    def command(self, *arguments):
        faster = []
        if major(self.java_version) >= VECTOR_JAVA:
            faster = ["--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"]
        return [self.home / "bin" / "java", HEAP, *faster, "-cp", self.classpath, "peers.Peers", *arguments]


def java(named):
    """Finds a JDK: the one named, else that of JAVA_HOME, else the newest of the usual places."""
    if named or "JAVA_HOME" in os.environ:
        homes = [Path(named or os.environ["JAVA_HOME"])]
    else:
        homes = list(Path("/usr/lib/jvm").glob("*"))
        if shutil.which("javac"):
            homes.append(Path(shutil.which("javac")).resolve().parents[1])
    found = [(version_of(home), home) for home in homes if (home / "bin" / "javac").exists()]
    found = [(version, home) for version, home in found if version and major(version) >= OLDEST_JAVA]
    if not found:
        raise Missing(f"no JDK {OLDEST_JAVA} or later (Debian: default-jdk), or name one with --java")
    version, home = max(found, key=lambda pair: major(pair[0]))
    return home, version


def version_of(home):
    ran = subprocess.run([home / "bin" / "java", "-version"], capture_output=True, text=True)
    found = re.search(r'version "([^"]+)"', ran.stderr)
    return found.group(1) if found else None


def major(version):
    return int(version.split(".")[0])

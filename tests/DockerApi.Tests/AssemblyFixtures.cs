using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(ApiPanel))]
[assembly: AssemblyFixture(typeof(DockerEngine))]

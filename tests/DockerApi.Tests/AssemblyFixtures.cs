using Panel.DockerApi.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(ApiPanel))]

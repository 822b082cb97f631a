using Panel.EndToEnd.Fixtures;

[assembly: AssemblyFixture(typeof(Browser))]

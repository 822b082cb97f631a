namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Tests that exhaust something, or count what this process holds: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}

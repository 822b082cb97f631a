using System.Text.RegularExpressions;

namespace Panel.Architecture.Tests;

/// <summary>Nothing in the panel reaches the engine without a decision of the policy (ADR 0035): the engine of an actor is the only one there is, but for the places below.</summary>
public sealed partial class DoorTests
{
    private static readonly string Web = Path.Combine(ProjectArrowsTests.FindRoot(), "Web");

    // Who may have the engine without a door, and why.
    private static readonly Dictionary<string, string> WithoutADoor = new()
    {
        ["Door/SystemEngine.cs"] = "is it",
        ["Door/DoorConfiguration.cs"] = "registers it",
        ["Door/ContainerResources.cs"] = "is what the policy itself looks at",
        ["Door/Guarded/GuardedEngine.cs"] = "is the door",
        ["Configuration/EngineConfiguration.cs"] = "is the composition root",
        ["Configuration/EngineHost.cs"] = "starts and ends the engine",
        ["Configuration/HostShutdown.cs"] = "stops all containers when the machine goes down",
        ["Configuration/StartUp.cs"] = "starts the engine",
        ["Configuration/HealthEndpoint.cs"] = "is asked by load balancers, which do not sign in, and answers with numbers only",
        ["Control/ControlHost.cs"] = "finds out who the caller is",
        ["DockerApi/Hosting/DockerApiHost.cs"] = "finds out who the caller is",
        ["DockerApi/Hosting/ContainerCallers.cs"] = "finds out who the caller is",
        ["Features/Containers/ContainerLaunch.cs"] = "removes what did not start, inside an operation that passed the gate",
        ["Features/Images/NativeBaseImages.cs"] = "makes base images, inside an operation that passed the gate",
        ["Features/Images/Updates/ImageUpdates.cs"] = "asks registries on its own schedule",
        ["Features/Terminals/TerminalSessions.cs"] = "ends the shells of people who have lost the right to them",
    };

    [Fact]
    public void Engine_WithoutItsDoor_IsTakenOnlyWhereAReasonSaysWhy()
    {
        var found = Sources().Where(file => Bare().IsMatch(file.Text)).Select(file => file.Path).Order(StringComparer.Ordinal);
        Assert.Equal(WithoutADoor.Keys.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void Engine_OfAnActor_IsTheOnlyOneThatIsRegistered()
    {
        var registrations = Sources().SelectMany(file => Registration().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")).ToList();
        Assert.Equal(["Door/DoorConfiguration.cs: AddScoped<IContainerEngine, GuardedEngine>"], registrations);
    }

    private static IEnumerable<(string Path, string Text)> Sources() => Directory.EnumerateFiles(Web, "*.*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
        .Select(file => (Path.GetRelativePath(Web, file), File.ReadAllText(file)))
        .Where(file => !file.Item1.StartsWith("obj/", StringComparison.Ordinal) && !file.Item1.StartsWith("bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(SystemEngine|EngineHost)\b|\bNativeEngine\.StartAsync\b")]
    private static partial Regex Bare();

    [GeneratedRegex(@"Add(Singleton|Scoped|Transient)<(IContainerEngine|IContainers|IImages|INetworks|IVolumes|IRegistries|IEngineEvents|IHostSystem)\b[^>]*>")]
    private static partial Regex Registration();
}

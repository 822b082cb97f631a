using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Door;
using Panel.Web.Operations;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Door;

/// <summary>Every method of the engine asks the policy first. The table is exact: a method that is not in it fails, and so does a role that differs.</summary>
public sealed class GuardedEngineTests : IDisposable
{
    // The lowest role; null where anybody may, because it looks at nothing of this machine.
    private static readonly Dictionary<string, PanelRole?> Roles = new()
    {
        ["IContainerEngine.GetProblemsAsync"] = PanelRole.Viewer,
        ["IContainers.CreateAsync"] = PanelRole.Operator,
        ["IContainers.StartAsync"] = PanelRole.Operator,
        ["IContainers.StopAllAsync"] = PanelRole.Administrator,
        ["IContainers.StopAsync"] = PanelRole.Operator,
        ["IContainers.RestartAsync"] = PanelRole.Operator,
        ["IContainers.KillAsync"] = PanelRole.Operator,
        ["IContainers.RenameAsync"] = PanelRole.Operator,
        ["IContainers.UpdateAsync"] = PanelRole.Operator,
        ["IContainers.RemoveAsync"] = PanelRole.Operator,
        ["IContainers.PauseAsync"] = PanelRole.Operator,
        ["IContainers.UnpauseAsync"] = PanelRole.Operator,
        ["IContainers.CommitAsync"] = PanelRole.Operator,
        ["IContainers.ExportAsync"] = PanelRole.Operator,
        ["IContainers.AttachAsync"] = PanelRole.Operator,
        ["IContainers.ResizeAsync"] = PanelRole.Operator,
        ["IContainers.CreateExecAsync"] = PanelRole.Operator,
        ["IContainers.StartExecAsync"] = PanelRole.Operator,
        ["IContainers.ResizeExecAsync"] = PanelRole.Operator,
        ["IContainers.KillExecAsync"] = PanelRole.Operator,
        ["IContainers.ListDirectoryAsync"] = PanelRole.Operator,
        ["IContainers.StatFileAsync"] = PanelRole.Operator,
        ["IContainers.OpenFileAsync"] = PanelRole.Operator,
        ["IContainers.WriteFileAsync"] = PanelRole.Operator,
        ["IContainers.CopyOutAsync"] = PanelRole.Operator,
        ["IContainers.CopyInAsync"] = PanelRole.Operator,
        ["IContainers.InspectExecAsync"] = PanelRole.Viewer,
        ["IContainers.ListAsync"] = PanelRole.Viewer,
        ["IContainers.WatchAsync"] = PanelRole.Viewer,
        ["IContainers.InspectAsync"] = PanelRole.Viewer,
        ["IContainers.WaitAsync"] = PanelRole.Viewer,
        ["IContainers.ReadLogsAsync"] = PanelRole.Viewer,
        ["IContainers.GetStatsAsync"] = PanelRole.Viewer,
        ["IContainers.StreamStatsAsync"] = PanelRole.Viewer,
        ["IContainers.StreamAllStatsAsync"] = PanelRole.Viewer,
        ["IContainers.ListProcessesAsync"] = PanelRole.Viewer,
        ["IContainers.ListChangesAsync"] = PanelRole.Viewer,
        ["IContainers.GetSizeAsync"] = PanelRole.Viewer,
        ["IContainers.AssessSecurity"] = null,
        ["IImages.ListAsync"] = PanelRole.Viewer,
        ["IImages.InspectAsync"] = PanelRole.Viewer,
        ["IImages.GetLayersSizeAsync"] = PanelRole.Viewer,
        ["IImages.ListLayerAsync"] = PanelRole.Viewer,
        ["IImages.ImportAsync"] = PanelRole.Operator,
        ["IImages.PullAsync"] = PanelRole.Operator,
        ["IImages.PushAsync"] = PanelRole.Operator,
        ["IImages.SaveAsync"] = PanelRole.Operator,
        ["IImages.LoadAsync"] = PanelRole.Operator,
        ["IImages.TagAsync"] = PanelRole.Operator,
        ["IImages.RemoveAsync"] = PanelRole.Operator,
        ["IRegistries.NameOf"] = null,
        ["IRegistries.TestAsync"] = PanelRole.Operator,
        ["IRegistries.LoginAsync"] = PanelRole.Operator,
        ["IRegistries.InspectAsync"] = PanelRole.Operator,
        ["IRegistries.DescribeAsync"] = PanelRole.Operator,
        ["IRegistries.DigestAsync"] = PanelRole.Operator,
        ["IRegistries.PeekAsync"] = PanelRole.Operator,
        ["IRegistries.RepositoriesAsync"] = PanelRole.Operator,
        ["IRegistries.TagsAsync"] = PanelRole.Operator,
        ["IRegistries.SearchAsync"] = PanelRole.Operator,
        ["INetworks.ListAsync"] = PanelRole.Viewer,
        ["INetworks.GetProblemsAsync"] = PanelRole.Viewer,
        ["IVolumes.ListAsync"] = PanelRole.Viewer,
        ["IVolumes.GetSizeAsync"] = PanelRole.Viewer,
        ["IVolumes.CreateAsync"] = PanelRole.Operator,
        ["IVolumes.RemoveAsync"] = PanelRole.Operator,
        ["IEngineEvents.RecentAsync"] = PanelRole.Viewer,
        ["IEngineEvents.WatchAsync"] = PanelRole.Viewer,
        ["IHostSystem.GetInfoAsync"] = PanelRole.Viewer,
        ["IHostSystem.GetStatsAsync"] = PanelRole.Viewer,
        ["IHostSystem.StreamStatsAsync"] = PanelRole.Viewer,
    };

    // The panel alone asks it, without a door.
    private static readonly HashSet<string> Nobodys = ["IContainers.OriginOf"];

    private readonly RecordingEngine _engine = RecordingEngine.Create();
    private readonly FakeAudit _audit = new();
    private readonly ServiceProvider _services;
    private Actor _actor = Actor.Anonymous(null);

    public GuardedEngineTests()
    {
        ServiceCollection services = new();
        services.AddSingleton(new PanelOptions());
        services.AddSingleton<IAuditTrail>(_audit);
        services.AddScoped<ICurrentActor>(_ => new GivenActor(() => _actor));
        services.AddEngineDoor(_ => (IContainerEngine)(object)_engine);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }

    public void Dispose() => _services.Dispose();

    public static TheoryData<string> Methods => [.. Faces().SelectMany(face => face.GetMethods().Where(method => !method.IsSpecialName).Select(method => $"{face.Name}.{method.Name}")).Distinct()];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_OfTheContract_TakesTheRoleOfTheTable(string name)
    {
        await using var scope = _services.CreateAsyncScope();
        var engine = scope.ServiceProvider.GetRequiredService<IContainerEngine>();
        var lowest = Nobodys.Contains(name) ? PanelRole.Administrator + 1 : Roles[name];
        foreach (var role in (PanelRole?[])[null, PanelRole.Viewer, PanelRole.Operator, PanelRole.Administrator])
        {
            _actor = new Actor(ActorKind.User, "1", "somebody", role, null);
            foreach (var method in Overloads(name))
            {
                _engine.Called.Clear();
                var refused = await InvokeAsync(FaceOf(engine, method.DeclaringType!), method) is NotPermittedException;
                Assert.True(refused == !(lowest is null || role >= lowest), $"{name} for {role?.ToString() ?? "nobody"}: {(refused ? "refused" : "let through")}");
                Assert.Equal(!refused || IsLookUp(method), _engine.Called.Contains(name) || IsLookUp(method));
            }
        }
    }

    [Fact]
    public void Table_NamesNothingThatIsNoMethod() => Assert.Empty(Roles.Keys.Except(Faces().SelectMany(face => face.GetMethods().Select(method => $"{face.Name}.{method.Name}"))));

    [Fact]
    public void Engine_IsOfAScope_NeverOfThePanel() => Assert.Throws<InvalidOperationException>(_services.GetRequiredService<IContainerEngine>);

    [Fact]
    public async Task Secrets_InTheEnvironment_AreNotAViewersToRead()
    {
        var (engine, scope) = Engine(PanelRole.Viewer);
        await using (scope)
        {
            var container = await engine.Containers.InspectAsync("web", TestContext.Current.CancellationToken);
            Assert.Equal(["PATH=/bin", "DB_PASSWORD=••••••", "URL=••••••", "EMPTY_TOKEN="], container.Spec.Environment);
            Assert.Equal(["API_KEY=••••••"], container.Process.Environment);
            Assert.Equal(["GITHUB_TOKEN=••••••"], (await engine.Containers.InspectExecAsync("1", TestContext.Current.CancellationToken)).Spec.Environment);
            var image = await engine.Images.InspectAsync("web", TestContext.Current.CancellationToken);
            Assert.Equal(["SECRET=••••••"], image.Configuration.Environment);
            Assert.Equal("ENV SECRET=•••••• LANG=C", image.History.Single().CreatedBy);
        }

        (engine, scope) = Engine(PanelRole.Operator);
        await using (scope)
        {
            Assert.Contains("DB_PASSWORD=hunter2", (await engine.Containers.InspectAsync("web", TestContext.Current.CancellationToken)).Spec.Environment);
            Assert.Equal("ENV SECRET=hunter2 LANG=C", (await engine.Images.InspectAsync("web", TestContext.Current.CancellationToken)).History.Single().CreatedBy);
        }
    }

    [Theory]
    [InlineData("POSTGRES_PASSWORD=x", true)]
    [InlineData("pgpass=x", true)]
    [InlineData("AWS_SECRET_ACCESS_KEY=x", true)]
    [InlineData("STRIPE_KEY=x", true)]
    [InlineData("DATABASE_URL=postgres://user:pw@db/app", true)]
    [InlineData("REDIS=redis://:pw@cache", true)]
    [InlineData("CONNECTION_STRING=Host=db", true)]
    [InlineData("KEYBOARD=us", false)]
    [InlineData("MONKEY=banana", false)]
    [InlineData("HOMEPAGE=http://example.org/a:b@c", false)]
    [InlineData("COMPASS=north", false)]
    [InlineData("PASSWORD=", false)]
    [InlineData("PASSWORD", false)]
    public void Variable_ThatLooksLikeASecret_IsOne(string variable, bool secret) => Assert.Equal(secret, SecretValues.IsSecret(variable));

    [Fact]
    public async Task Stream_WhoseReaderLosesTheRight_EndsWithASentence()
    {
        Action? lose = null;
        _services.Dispose();
        ServiceCollection services = new();
        services.AddSingleton(new PanelOptions());
        services.AddSingleton<IAuditTrail>(_audit);
        services.AddScoped<ICurrentActor>(_ => new GivenActor(() => _actor, lost => lose = lost));
        services.AddEngineDoor(_ => new FakeEngine());
        await using var own = services.BuildServiceProvider();
        await using var scope = own.CreateAsyncScope();
        _actor = new Actor(ActorKind.User, "1", "somebody", PanelRole.Viewer, null);
        await using var events = scope.ServiceProvider.GetRequiredService<IContainerEngine>().Events.WatchAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = events.MoveNextAsync();
        Assert.False(next.IsCompleted);
        lose!();
        Assert.Contains("sign in again", (await Assert.ThrowsAsync<NotPermittedException>(async () => await next)).Message, StringComparison.Ordinal);
    }

    private (IContainerEngine Engine, AsyncServiceScope Scope) Engine(PanelRole role)
    {
        _actor = new Actor(ActorKind.User, "1", "somebody", role, null);
        var scope = _services.CreateAsyncScope();
        return (scope.ServiceProvider.GetRequiredService<IContainerEngine>(), scope);
    }

    // The door itself looks the first two up, for the name and for what a container reaches. Events are kept from the call on, and not read before the policy is asked.
    private static bool IsLookUp(MethodInfo method) => method.Name is "InspectAsync" or "InspectExecAsync" or "OriginOf" || method.DeclaringType == typeof(IEngineEvents);

    private static IEnumerable<Type> Faces() => typeof(IContainerEngine).GetProperties().Select(property => property.PropertyType).Append(typeof(IContainerEngine));

    private static object FaceOf(IContainerEngine engine, Type face) =>
        face == typeof(IContainerEngine) ? engine : typeof(IContainerEngine).GetProperties().Single(property => property.PropertyType == face).GetValue(engine)!;

    private static IEnumerable<MethodInfo> Overloads(string name) => Faces().SelectMany(face => face.GetMethods()).Where(method => $"{method.DeclaringType!.Name}.{method.Name}" == name);

    private static async Task<Exception?> InvokeAsync(object face, MethodInfo method)
    {
        try
        {
            switch (method.Invoke(face, [.. method.GetParameters().Select(parameter => RecordingEngine.Value(parameter.ParameterType))]))
            {
                case Task task:
                    await task;
                    break;
                case { } stream when method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>):
                    await (Task)typeof(GuardedEngineTests).GetMethod(nameof(DrainAsync), BindingFlags.NonPublic | BindingFlags.Static)!
                        .MakeGenericMethod(method.ReturnType.GetGenericArguments()).Invoke(null, [stream])!;
                    break;
            }

            return null;
        }
        catch (TargetInvocationException error)
        {
            return error.InnerException;
        }
        catch (NotPermittedException refusal)
        {
            return refusal;
        }
    }

    private static async Task DrainAsync<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (var _ in stream)
        {
        }
    }

    private sealed class GivenActor(Func<Actor> actor, Action<Action>? watched = null) : ICurrentActor
    {
        public ValueTask<Actor> GetAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(actor());

        public ValueTask<IDisposable> WatchAsync(Action lost)
        {
            watched?.Invoke(lost);
            return ValueTask.FromResult<IDisposable>(new MemoryStream());
        }
    }
}

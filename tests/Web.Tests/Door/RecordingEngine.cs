using System.Reflection;
using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Door;

/// <summary>An engine that notes which of its methods were called, and answers each with as good as nothing.</summary>
public class RecordingEngine : DispatchProxy
{
    private List<string> _called = [];

    /// <summary>The calls, as <c>IContainers.StartAsync</c>.</summary>
    public List<string> Called => _called;

    public static RecordingEngine Create() => (RecordingEngine)(object)Create<IContainerEngine, RecordingEngine>();

    /// <summary>A value for a parameter or an answer of this type.</summary>
    public static object? Value(Type type) => type switch
    {
        _ when type == typeof(string) => "web",
        _ when type == typeof(Stream) => Stream.Null,
        _ when type == typeof(ContainerDetails) => Sample.Container("web") with
        {
            Spec = new ContainerSpec { Image = "web", Environment = ["PATH=/bin", "DB_PASSWORD=hunter2", "URL=amqp://user:hunter2@queue", "EMPTY_TOKEN="] },
            Process = Sample.Container("web").Process with { Environment = ["API_KEY=hunter2"] },
        },
        _ when type == typeof(ExecDetails) => new ExecDetails { Id = "1", ContainerId = "web", Running = false, Spec = new ExecSpec { Arguments = ["sh"], Environment = ["GITHUB_TOKEN=hunter2"] } },
        _ when type == typeof(ImageDetails) => new ImageDetails
        {
            Summary = Sample.Image("web"),
            Architecture = "amd64",
            OperatingSystem = "linux",
            DiffIds = [],
            Configuration = new ImageConfiguration { Environment = ["SECRET=hunter2"] },
            History = [new ImageStep(null, "ENV SECRET=hunter2 LANG=C", "", 0)],
        },
        _ when type == typeof(ContainerSpec) => new ContainerSpec { Image = "web" },
        _ when type == typeof(ExecSpec) => new ExecSpec { Arguments = ["sh"] },
        _ when type == typeof(CommitSpec) => new CommitSpec { Configuration = new ImageConfiguration() },
        _ when type == typeof(PullSpec) => new PullSpec("web"),
        _ when type == typeof(PushSpec) => new PushSpec("web"),
        _ when type == typeof(ContainerFile) => new ContainerFile(new FileStat { Name = "web" }, "/", Stream.Null),
        _ when type == typeof(IReadOnlyList<string>) => (string[])["web"],
        _ when type.IsInterface && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => Array.CreateInstance(type.GetGenericArguments()[0], 0),
        _ when type.IsValueType => Activator.CreateInstance(type),
        _ when type.GetConstructor(Type.EmptyTypes) is not null => Activator.CreateInstance(type),
        _ => null,
    };

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var (method, type) = (targetMethod!, targetMethod!.ReturnType);
        if (method.IsSpecialName && type.IsInterface && type.Namespace == typeof(IContainerEngine).Namespace) return Part(type);
        _called.Add($"{method.DeclaringType!.Name}.{method.Name}");
        if (type == typeof(Task)) return Task.CompletedTask;
        if (type == typeof(ValueTask)) return default(ValueTask);
        if (!type.IsGenericType) return Value(type);
        var inner = type.GetGenericArguments()[0];
        if (type.GetGenericTypeDefinition() == typeof(Task<>))
            return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(inner).Invoke(null, [Value(inner)]);
        return typeof(RecordingEngine).GetMethod(nameof(NothingAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(inner).Invoke(null, [CancellationToken.None]);
    }

    private object Part(Type type)
    {
        var part = typeof(DispatchProxy).GetMethods().Single(method => method.Name == nameof(DispatchProxy.Create) && method.IsGenericMethod && method.GetGenericArguments().Length == 2)
            .MakeGenericMethod(type, typeof(RecordingEngine)).Invoke(null, null)!;
        ((RecordingEngine)part)._called = _called;
        return part;
    }

    private static async IAsyncEnumerable<T> NothingAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        yield break;
    }
}

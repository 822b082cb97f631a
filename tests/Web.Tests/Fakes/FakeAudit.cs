using Panel.Data;
using Panel.Web.Operations;

namespace Panel.Web.Tests.Fakes;

/// <summary>An audit trail in memory.</summary>
public sealed class FakeAudit : IAuditTrail
{
    private readonly List<string> _begun = [];

    public List<string> Rows { get; } = [];

    public List<string> Details { get; } = [];

    public Task<long> BeginAsync(Actor actor, string operation, string target, string? details, CancellationToken cancellationToken)
    {
        _begun.Add($"{operation} {target}");
        Details.Add(details ?? "");
        return Task.FromResult((long)_begun.Count - 1);
    }

    public long Defer(Actor actor, string operation, string target, string? details) => throw new NotSupportedException("This history always has room.");

    public Task CompleteAsync(long entry, AuditResult result, string? message)
    {
        Rows.Add($"{_begun[(int)entry]} {result}");
        return Task.CompletedTask;
    }

    public Task RecordAsync(Actor actor, string operation, string target, AuditResult result, string? message, string? details, CancellationToken cancellationToken)
    {
        Rows.Add($"{operation} {target} {result}");
        return Task.CompletedTask;
    }
}

/// <summary>Somebody with a role, asked for each time as the panel does.</summary>
public sealed class FakeActor(Func<PanelRole> role) : ICurrentActor
{
    public ValueTask<Actor> GetAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new Actor(ActorKind.User, "1", "somebody", role(), "127.0.0.1"));

    public ValueTask<IDisposable> WatchAsync(Action lost) => ValueTask.FromResult<IDisposable>(new MemoryStream());
}

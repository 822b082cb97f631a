using Panel.Data;
using Panel.Web.Operations;

namespace Panel.Web.Tests.Fakes;

/// <summary>An audit trail in memory.</summary>
public sealed class FakeAudit : IAuditTrail
{
    private readonly List<string> _begun = [];

    public List<string> Rows { get; } = [];

    public Task<long> BeginAsync(Actor actor, string operation, string target, string? details, CancellationToken cancellationToken)
    {
        _begun.Add($"{operation} {target}");
        return Task.FromResult((long)_begun.Count - 1);
    }

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

/// <summary>Somebody with a role.</summary>
public sealed class FakeActor(PanelRole role) : ICurrentActor
{
    public ValueTask<Actor> GetAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new Actor(ActorKind.User, "1", "somebody", role, "127.0.0.1"));
}

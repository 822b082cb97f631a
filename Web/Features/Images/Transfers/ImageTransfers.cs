using System.Security.Claims;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Components.Shared;
using Panel.Web.Features.Registries;
using Panel.Web.Operations;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>
/// The images that pages pull and push. Each transfer is one operation that passes the gate (ADR 0010). Transfers continue when the page,
/// the tab or the connection is gone, and everyone who opens the image page sees them. A registry's stored account is used unless the user
/// typed another one (ADR 0016).
/// </summary>
public sealed class ImageTransfers(IServiceScopeFactory scopes, StoredRegistries registries, TimeProvider time, ILogger<ImageTransfers> logger) : IHostedService
{
    private const int Most = 20;
    private static readonly TimeSpan KeptWhenDone = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<ImageTransfer> _all = [];

    /// <summary>Raised when a transfer begins, ends or is dismissed; may come from any thread. Pages poll the progress.</summary>
    public event Action? Changed;

    /// <summary>All transfers, newest first: running ones, recently ended ones, and failed ones until they are dismissed.</summary>
    public IReadOnlyList<ImageTransfer> All
    {
        get
        {
            lock (_lock)
            {
                _all.RemoveAll(transfer => transfer.State == TransferState.Done && transfer.EndedAt < time.GetUtcNow() - KeptWhenDone);
                return [.. _all];
            }
        }
    }

    /// <summary>Begins to pull an image.</summary>
    /// <exception cref="ConflictException">Too many are under way.</exception>
    public ImageTransfer Pull(ClaimsPrincipal person, PullSpec spec) => Begin(
        new ImageTransfer($"Pull {spec.Reference}", Name(person)), person,
        async (operations, transfer) =>
        {
            var access = await registries.AccessAsync(ImageNames.Address(spec.Reference), spec.Access, transfer.Cancelled);
            var pulled = await operations.PullAsync(spec with { Access = access }, transfer, transfer.Cancelled);
            return pulled.Changed ? $"{spec.Reference} is here." : $"{spec.Reference} was up to date.";
        });

    /// <summary>Begins to push an image.</summary>
    /// <exception cref="ConflictException">Too many are under way.</exception>
    public ImageTransfer Push(ClaimsPrincipal person, PushSpec spec) => Begin(
        new ImageTransfer($"Push {spec.Reference}", Name(person)), person,
        async (operations, transfer) =>
        {
            var access = await registries.AccessAsync(ImageNames.Address(spec.Reference), spec.Access, transfer.Cancelled);
            return $"{spec.Reference} is in its registry as {(await operations.PushAsync(spec with { Access = access }, transfer, transfer.Cancelled)).Digest}.";
        });

    /// <summary>Removes an ended transfer from the list.</summary>
    public void Dismiss(ImageTransfer transfer)
    {
        lock (_lock) _all.RemoveAll(one => one == transfer && one.State != TransferState.Running);
        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var running = All;
        foreach (var transfer in running) transfer.Cancel();
        await Task.WhenAll(running.Select(transfer => transfer.Running)).WaitAsync(cancellationToken);
    }

    private ImageTransfer Begin(ImageTransfer transfer, ClaimsPrincipal person, Func<ImageOperations, ImageTransfer, Task<string>> work)
    {
        lock (_lock)
        {
            while (_all.Count >= Most && _all.FindLastIndex(one => one.State != TransferState.Running) is >= 0 and var oldest) _all.RemoveAt(oldest);
            if (_all.Count >= Most) throw new ConflictException($"{Most} transfers are under way; wait until one ends.");
            _all.Insert(0, transfer);
        }

        transfer.Running = Task.Run(() => RunAsync(transfer, person, work));
        Changed?.Invoke();
        return transfer;
    }

    private async Task RunAsync(ImageTransfer transfer, ClaimsPrincipal person, Func<ImageOperations, ImageTransfer, Task<string>> work)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(person);
            var outcome = await work(scope.ServiceProvider.GetRequiredService<ImageOperations>(), transfer);
            transfer.End(TransferState.Done, outcome, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (transfer.Cancelled.IsCancellationRequested)
        {
            transfer.End(TransferState.Failed, "It was cancelled; nothing is left of it.", time.GetUtcNow());
        }
        catch (Exception error)
        {
            transfer.End(TransferState.Failed, Problem.Describe(error, logger), time.GetUtcNow());
        }

        Changed?.Invoke();
    }

    private static string Name(ClaimsPrincipal person) => person.Identity?.Name ?? "";
}

using System.Security.Claims;
using Panel.Engine.Contract;
using Panel.Web.Door.Guarded;
using Panel.Web.Features.Registries;
using Panel.Web.Jobs;
using Panel.Web.Operations;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>
/// The images that pages pull and push. Each transfer is a job: it continues when the page, the tab or the connection is gone, and everyone who
/// opens the image page sees it. A registry's stored account is used unless the user typed another one (ADR 0016).
/// </summary>
internal sealed class ImageTransfers(JobRunner jobs, StoredRegistries registries, TimeProvider time)
{
    private const int Most = 20;
    private static readonly TimeSpan KeptWhenDone = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<RunningJob> _all = [];

    /// <summary>The kind of pulls.</summary>
    public static JobKind PullKind { get; } = new(ImageRights.Pull, "Pull", AtOnce: 4) { WhenCancelled = "It was cancelled; nothing is left of it." };

    /// <summary>The kind of pushes.</summary>
    public static JobKind PushKind { get; } = new(ImageRights.Push, "Push", AtOnce: 4) { WhenCancelled = "It was cancelled; nothing is left of it." };

    /// <summary>Raised when a transfer begins, ends or is dismissed; may come from any thread. Pages poll the progress.</summary>
    public event Action? Changed
    {
        add
        {
            jobs.Changed += value;
            Shown += value;
        }
        remove
        {
            jobs.Changed -= value;
            Shown -= value;
        }
    }

    private event Action? Shown;

    /// <summary>The transfers of the image page, newest first: running ones, recently done ones, and failed ones until they are
    /// dismissed.</summary>
    public IReadOnlyList<RunningJob> All
    {
        get
        {
            var before = time.GetUtcNow().UtcDateTime - KeptWhenDone;
            lock (_lock)
            {
                _all.RemoveAll(transfer => transfer.View.Row is { State: JobState.Succeeded } row && row.EndedAt < before);
                return [.. _all];
            }
        }
    }

    /// <summary>Begins to pull an image.</summary>
    /// <exception cref="NotPermittedException">The person's role does not allow it.</exception>
    /// <exception cref="ConflictException">Too many are under way.</exception>
    public Task<RunningJob> PullAsync(ClaimsPrincipal person, PullSpec spec, CancellationToken cancellationToken = default) =>
        ShowAsync(jobs.StartAsync(PullKind, spec.Reference, person, async job =>
        {
            var access = await registries.AccessAsync(ImageNames.Address(spec.Reference), spec.Access, job.Cancelled);
            var pulled = await job.Services.GetRequiredService<IContainerEngine>().Images.PullAsync(spec with { Access = access }, new TransferSteps(job), job.Cancelled);
            return pulled.Changed ? $"{spec.Reference} is here." : $"{spec.Reference} was up to date.";
        }, cancellationToken));

    /// <summary>Begins to push an image.</summary>
    /// <exception cref="NotPermittedException">The person's role does not allow it.</exception>
    /// <exception cref="ConflictException">Too many are under way.</exception>
    public Task<RunningJob> PushAsync(ClaimsPrincipal person, PushSpec spec, CancellationToken cancellationToken = default) =>
        ShowAsync(jobs.StartAsync(PushKind, spec.Reference, person, async job =>
        {
            var access = await registries.AccessAsync(ImageNames.Address(spec.Reference), spec.Access, job.Cancelled);
            var pushed = await job.Services.GetRequiredService<IContainerEngine>().Images.PushAsync(spec with { Access = access }, new TransferSteps(job), job.Cancelled);
            return $"{spec.Reference} is in its registry as {pushed.Digest}.";
        }, cancellationToken));

    /// <summary>Removes an ended transfer from the image page; the page Jobs keeps it.</summary>
    public void Dismiss(RunningJob transfer)
    {
        lock (_lock) _all.RemoveAll(one => one == transfer && one.View.HasEnded);
        Shown?.Invoke();
    }

    private async Task<RunningJob> ShowAsync(Task<RunningJob> starting)
    {
        var transfer = await starting;
        lock (_lock)
        {
            _all.Insert(0, transfer);
            while (_all.Count > Most && _all.FindLastIndex(one => one.View.HasEnded) is >= 0 and var oldest) _all.RemoveAt(oldest);
        }

        Shown?.Invoke();
        return transfer;
    }
}

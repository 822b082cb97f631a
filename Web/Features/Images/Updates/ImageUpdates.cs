using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;
using Panel.Web.Configuration;
using Panel.Web.Door;
using Panel.Web.Features.Registries;

namespace Panel.Web.Features.Images.Updates;

/// <summary>The progress of a check.</summary>
/// <param name="Done">Names checked so far.</param>
/// <param name="Total">Names in total.</param>
public sealed record UpdateProgress(int Done, int Total);

/// <summary>Tracks which image names refer to something else in their registry than here (ADR 0019). It asks registries one after another,
/// and only for digests; after a rate limit, it leaves a registry alone for as long as it says, whoever asks.</summary>
public sealed class ImageUpdates(SystemEngine system, StoredRegistries registries, UpdateFile file, PanelOptions options, TimeProvider time, ILogger<ImageUpdates> logger) : IDisposable
{
    private const int AtOnce = 2;

    // An upper bound, because a registry may send any value.
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private UpdateChecks? _kept;
    private bool _isKept = true;

    /// <summary>Raised after a result, and when a check begins or ends; may come from any thread.</summary>
    public event Action? Changed;

    /// <summary>The running check; null if there is none.</summary>
    public UpdateProgress? Running { get; private set; }

    /// <summary>How an image name compares with its registry.</summary>
    public ImageUpdate Of(ImageSummary image, string tag)
    {
        lock (_lock) return ImageUpdate.Of(image, tag, Kept.Names.GetValueOrDefault(tag));
    }

    /// <summary>Checks all names, or only one.</summary>
    public Task CheckAsync(string? tag, CancellationToken cancellationToken) => CheckAsync((name, _) => tag is null || name == tag, cancellationToken);

    /// <summary>Checks the names whose last check is older than the configured time.</summary>
    public Task CheckDueAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - TimeSpan.FromHours(options.Images.UpdateCheckHours);
        return CheckAsync((_, known) => known.Check is not { TriedAt: { } tried } || tried <= before || known.Update.State == UpdateState.Never, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // Read on first use, when the data root exists.
    private UpdateChecks Kept => _kept ??= file.Read();

    private async Task CheckAsync(Func<string, (UpdateCheck? Check, ImageUpdate Update), bool> isAsked, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var all = (await system.Engine.Images.ListAsync(cancellationToken)).SelectMany(image => image.RepositoryTags.Select(tag => (Tag: tag, Image: image))).ToList();
            List<(string Tag, ImageSummary Image)> asked;
            lock (_lock)
            {
                var names = all.Select(name => name.Tag).ToHashSet();
                foreach (var gone in Kept.Names.Keys.Where(name => !names.Contains(name)).ToList())
                {
                    Kept.Names.Remove(gone);
                    _isKept = false;
                }
                foreach (var over in Kept.Pauses.Where(pause => pause.Value <= time.GetUtcNow()).ToList()) Kept.Pauses.Remove(over.Key);
                asked = [.. all.Where(name => Kept.Names.GetValueOrDefault(name.Tag) is var check && ImageUpdate.Of(name.Image, name.Tag, check) is { CanBeChecked: true } update && isAsked(name.Tag, (check, update)))];
                Running = asked.Count == 0 ? null : new(0, asked.Count);
            }
            Changed?.Invoke();
            foreach (var registry in asked.GroupBy(name => ImageNames.Address(name.Tag)))
            {
                await AskAsync(registry.Key, [.. registry], cancellationToken);
            }
        }
        finally
        {
            lock (_lock) Running = null;
            await KeepAsync();
            _turn.Release();
            Changed?.Invoke();
        }
    }

    private async Task AskAsync(string registry, IReadOnlyList<(string Tag, ImageSummary Image)> names, CancellationToken cancellationToken)
    {
        RegistryAccess? access = null;
        string? problem = null;
        try
        {
            access = await registries.AccessAsync(registry, RegistryAccess.Anonymous, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            problem = Problem.Describe(error, logger);
        }
        var look = new RegistryLook(registry);
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (name, token) =>
        {
            if ((problem ?? look.GivenUp) is { } reason) Learn(name, (check, now) => check with { TriedAt = now, Problem = reason });
            else await AskAsync(registry, name, access!, look, token);
        });
        await KeepAsync();
    }

    private async Task AskAsync(string registry, (string Tag, ImageSummary Image) name, RegistryAccess access, RegistryLook look, CancellationToken cancellationToken)
    {
        string? known;
        DateTimeOffset? pause;
        lock (_lock)
        {
            pause = Kept.Pauses.TryGetValue(registry, out var until) && until > time.GetUtcNow() ? until : null;
            known = Kept.Names.GetValueOrDefault(name.Tag)?.Remote ?? ImageUpdate.LocalDigests(name.Image, name.Tag)[0];
        }
        if (pause is { } wait)
        {
            Learn(name, (check, _) => check with { Problem = Paused(registry, wait) });
            return;
        }
        try
        {
            var told = await system.Engine.Registries.PeekAsync(name.Tag, known, access, cancellationToken);
            look.Answered();
            if (told.Pause is { } asked)
            {
                var end = time.GetUtcNow() + (asked < LongestPause ? asked : LongestPause);
                lock (_lock) (Kept.Pauses[registry], _isKept) = (end, false);
                Learn(name, (check, _) => check with { Problem = Paused(registry, end) });
            }
            else if (told.Digest is { } digest) Learn(name, (check, now) => check with { Remote = digest, CheckedAt = now, TriedAt = now, Problem = null });
            else Learn(name, (check, now) => check with { TriedAt = now, Problem = $"The registry {registry} gives a tag's digest only with its whole manifest." });
        }
        catch (ObjectNotFoundException error)
        {
            look.Answered();
            Learn(name, (check, now) => check with { Remote = null, TriedAt = now, Problem = error.Message });
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var sentence = Problem.Describe(error, logger);
            // "Not permitted" applies to one name only.
            if (error is NotPermittedException) look.Answered();
            else look.Failed(sentence);
            Learn(name, (check, now) => check with { TriedAt = now, Problem = sentence });
        }
    }

    private void Learn((string Tag, ImageSummary Image) name, Func<UpdateCheck, DateTimeOffset, UpdateCheck> change)
    {
        var local = ImageUpdate.LocalDigests(name.Image, name.Tag);
        lock (_lock)
        {
            var before = Kept.Names.GetValueOrDefault(name.Tag);
            // Ignore results for other images, except for an image that was pulled since.
            var isOfThis = before is not null && (before.Local.SequenceEqual(local) || before.Remote is { } remote && local.Contains(remote));
            Kept.Names[name.Tag] = change((isOfThis ? before! : new UpdateCheck()) with { Local = local }, time.GetUtcNow());
            _isKept = false;
            if (Running is { } running) Running = running with { Done = running.Done + 1 };
        }
        Changed?.Invoke();
    }

    private Task KeepAsync()
    {
        byte[] content;
        lock (_lock)
        {
            if (_isKept) return Task.CompletedTask;
            _isKept = true;
            content = JsonSerializer.SerializeToUtf8Bytes(Kept, UpdateJson.Default.UpdateChecks);
        }
        return file.WriteAsync(content);
    }

    private string Paused(string registry, DateTimeOffset until) =>
        $"The registry {registry} limits requests, and the panel has reached the limit; it asks again after {Format.Duration(until - time.GetUtcNow())}.";
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;
using Panel.Engine.Registry;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>A registry that may lie, and a store that pulls from it. After every test the store contains complete images and nothing
/// else.</summary>
public abstract class RegistryTest : IAsyncLifetime
{
    protected const string Password = "hunter2-and-more";

    private readonly TemporaryDirectory _directory = new();
    private readonly KeptLog _log = new();
    private EnginePaths _paths = null!;

    protected FakeRegistry Registry { get; } = new();

    protected RegistryOptions Options { get; } = new() { RetryDelay = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(30), CertificatesDirectory = "/nonexistent" };

    /// <summary>Pauses between attempts take no time.</summary>
    protected InstantTime Time { get; } = new();

    protected ImageStore Store { get; private set; } = null!;

    private protected RegistryClient Registries => new(Options, Time);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners need root.");
        _paths = new EnginePaths(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Store is not null)
        {
            Assert.Empty(ImageFiles.Faults(_paths));
            Assert.DoesNotContain(_log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
            Store.Dispose();
        }
        await EndAsync();
        await Registry.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task OpenAsync()
    {
        Store = new ImageStore(_paths, new EventBus(), _log, Time) { Registries = Options };
        await Store.LoadAsync(Token);
    }

    /// <summary>As after a restart: only the disk's content counts.</summary>
    protected Task ReopenAsync()
    {
        Store.Dispose();
        return OpenAsync();
    }

    /// <summary>The file of content.</summary>
    protected string BlobFile(string digest) => $"{_paths.BlobsRoot}/{digest[7..]}";

    /// <summary>What else a test looks at when it ends.</summary>
    protected virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    protected Task<PulledImage> PullAsync(string reference, string? platform = null, RegistryAccess? access = null, IProgress<TransferProgress>? progress = null) =>
        Store.PullAsync(new PullSpec(reference) { Platform = platform, Access = access ?? RegistryAccess.Anonymous }, progress, Token);

    /// <summary>The pull fails with one sentence without secrets, and nothing of the image is stored.</summary>
    protected async Task<EngineException> RefusedAsync(string reference, string sentence, string? platform = null, RegistryAccess? access = null)
    {
        var before = (await Store.ListAsync(Token)).Count;
        var error = await Assert.ThrowsAnyAsync<EngineException>(() => PullAsync(reference, platform, access));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        AssertSentence(error.Message);
        Assert.Equal(before, (await Store.ListAsync(Token)).Count);
        Assert.Empty(ImageFiles.Faults(_paths));
        return error;
    }

    protected static void AssertSentence(string text)
    {
        Assert.DoesNotContain(text, char.IsControl);
        Assert.EndsWith(".", text, StringComparison.Ordinal);
        Assert.DoesNotContain(". ", text, StringComparison.Ordinal);
        Assert.True(text.Length < 700, text);
        Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
    }

    /// <summary>What the topmost layer of an image has in a file.</summary>
    protected string FileOf(string image, string name) => File.ReadAllText($"{Store.Resolve(image).LayerDirectories[0]}/{name}");

    private sealed class KeptLog : ILogger<ImageStore>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);
    }
}

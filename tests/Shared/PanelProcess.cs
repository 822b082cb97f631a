using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Panel.Tests.Shared;

/// <summary>The real published panel, as run.sh starts it, on a free port of 127.0.0.1 and with its own roots.</summary>
public sealed partial class PanelProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private readonly bool _ownsRoots;

    private readonly IReadOnlyList<string> _launcher;

    private PanelProcess(IReadOnlyDictionary<string, string> settings, PanelRoots? roots, IReadOnlyList<string>? launcher = null)
    {
        _settings = settings;
        _launcher = launcher ?? [];
        _ownsRoots = roots is null;
        Roots = roots ?? new PanelRoots();
    }

    /// <summary>Its address.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Its folders.</summary>
    public PanelRoots Roots { get; }

    /// <summary>Its process.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException("The panel does not run.");

    /// <summary>Everything that it has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>The one-time token that it printed, while it has no user.</summary>
    public string SetupToken => TokenPattern().Match(Output) is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException("The panel printed no token:\n" + Output);

    /// <summary>Starts one and waits until it answers.</summary>
    public static Task<PanelProcess> StartAsync(IReadOnlyDictionary<string, string>? settings = null, CancellationToken cancellationToken = default) =>
        StartAsync(new PanelProcess(settings ?? new Dictionary<string, string>(), null), cancellationToken);

    /// <summary>Starts one by another program, which becomes it: <c>strace -D</c>, say.</summary>
    public static Task<PanelProcess> StartByAsync(IReadOnlyList<string> launcher, CancellationToken cancellationToken = default) =>
        StartAsync(new PanelProcess(new Dictionary<string, string>(), null, launcher), cancellationToken);

    /// <summary>Starts a panel on the caller's roots; the caller removes them.</summary>
    public static Task<PanelProcess> StartAsync(PanelRoots roots, IReadOnlyDictionary<string, string>? settings = null, CancellationToken cancellationToken = default) =>
        StartAsync(new PanelProcess(settings ?? new Dictionary<string, string>(), roots), cancellationToken);

    private static async Task<PanelProcess> StartAsync(PanelProcess panel, CancellationToken cancellationToken)
    {
        try
        {
            await panel.StartAgainAsync(cancellationToken);
            return panel;
        }
        catch
        {
            await panel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again with the same roots and at the same address.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        lock (_output) _output.Clear();
        string[] line = [.. _launcher, "dotnet", Repository.PanelApp, "--urls", Address.GetLeftPart(UriPartial.Authority)];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["Panel__DataRoot"] = Roots.Paths.DataRoot;
        start.Environment["Panel__RunRoot"] = Roots.Paths.RunRoot;
        start.Environment["Panel__ShimPath"] = Repository.PanelShim;
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        var opened = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data, opened);
        process.ErrorDataReceived += (_, line) => Take(line.Data, opened);
        process.Exited += (_, _) => opened.TrySetException(new InvalidOperationException($"The panel ended at once:\n{Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        Address = await opened.Task.WaitAsync(Patience, cancellationToken);
        using var http = new HttpClient { BaseAddress = Address };
        await Poll.UntilAsync(async () => (await http.GetAsync("/healthz", cancellationToken)).IsSuccessStatusCode, "the panel answers /healthz", Patience, cancellationToken);
    }

    /// <summary>SIGKILL, as in a crash. Containers keep running.</summary>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGTERM: what a stop of the service is. Containers go on.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not { HasExited: false } process) return;
        await Command.OutputAsync("kill", ["-TERM", $"{process.Id}"], cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
    }

    /// <summary>Ends it and its containers, and removes everything that they left on the machine.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        if (_ownsRoots) await Roots.RemoveAsync();
    }

    private void Take(string? line, TaskCompletionSource<Uri> opened)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (OpenPattern().Match(line) is { Success: true } match) opened.TrySetResult(new Uri(new Uri(match.Groups[1].Value).GetLeftPart(UriPartial.Authority)));
    }

    [GeneratedRegex(@"^Open (http\S+)")]
    private static partial Regex OpenPattern();

    [GeneratedRegex(@"one-time token:\s*\n\s*(\S+)")]
    private static partial Regex TokenPattern();
}

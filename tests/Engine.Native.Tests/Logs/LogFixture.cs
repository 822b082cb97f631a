using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native.Logs;

namespace Panel.Engine.Native.Tests.Logs;

/// <summary>A log as the shim writes it, and a reader of it.</summary>
internal sealed class LogFixture : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private FileStream? _file;

    public LogFixture() => Path = _directory.New("log") + "/container.log";

    public string Path { get; }
    public LogReader Reader { get; } = new(NullLogger<LogReader>.Instance);
    public bool Running { get; set; } = true;

    public static long Seconds(long seconds) => seconds * 1_000_000_000;

    public void Write(long second, string content, string stream = "stdout", char tag = 'F') =>
        Raw(Encoding.Latin1.GetBytes($"{DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)}Z {stream} {tag} {content}\n"));

    public void Raw(byte[] bytes)
    {
        _file ??= new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _file.Write(bytes);
    }

    public void Rotate(int keep = 3)
    {
        _file?.Dispose();
        _file = null;
        File.Delete($"{Path}.{keep - 1}");
        for (var i = keep - 2; i >= 0; i--)
        {
            if (File.Exists(NameOf(i))) File.Move(NameOf(i), NameOf(i + 1));
        }
    }

    /// <summary>Of the current file (0) or an older one.</summary>
    public string NameOf(int generation) => generation == 0 ? Path : $"{Path}.{generation}";

    public void DeleteDirectory()
    {
        _file?.Dispose();
        _file = null;
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }

    public IAsyncEnumerable<LogEntry> Read(LogQuery? query = null) =>
        Reader.ReadAsync(Path, query ?? new(), () => Running, TestContext.Current.CancellationToken);

    public async Task<List<string>> TextsAsync(LogQuery? query = null)
    {
        List<string> texts = [];
        await foreach (var entry in Read(query)) texts.Add(Text(entry));
        return texts;
    }

    public static string Text(LogEntry entry) => Encoding.Latin1.GetString(entry.Content.Span) + (entry.Partial ? "…" : "");

    public void Dispose()
    {
        _file?.Dispose();
        Reader.Dispose();
        _directory.Dispose();
    }
}

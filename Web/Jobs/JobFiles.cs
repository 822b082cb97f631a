using System.Globalization;
using System.Text;
using Panel.Engine.Native.State;
using Panel.Web.Configuration;

namespace Panel.Web.Jobs;

/// <summary>The logs of jobs: <c>jobs/</c> in the data root, readable by root only.</summary>
internal sealed class JobFiles(PanelOptions options)
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string Folder => Path.Combine(options.DataRoot, "jobs");

    /// <summary>Most bytes of one log.</summary>
    public long MostBytes => options.Jobs.MaxLogBytes;

    /// <summary>Creates the file that is written.</summary>
    public FileStream Create(string id)
    {
        AtomicFile.CreateDirectory(Folder, OwnersFile | UnixFileMode.UserExecute);
        return new FileStream(Newer(id), new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = OwnersFile,
            BufferSize = 0,
        });
    }

    /// <summary>Makes the newer file the older one; the older one is lost.</summary>
    public void Rotate(string id) => File.Move(Newer(id), Older(id), overwrite: true);

    /// <summary>The log's lines, oldest first; none when there is no log.</summary>
    public IReadOnlyList<JobLine> Read(string id, int most) =>
        [.. Text(id).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(most).Select(Parse)];

    /// <summary>The whole log; empty when there is none.</summary>
    public string Text(string id) => TextOf(Older(id)) + TextOf(Newer(id));

    /// <summary>Removes the log.</summary>
    public void Remove(string id)
    {
        File.Delete(Older(id));
        File.Delete(Newer(id));
    }

    private static string TextOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    private static JobLine Parse(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && DateTime.TryParse(line.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? new JobLine(time, line[(space + 1)..]) : new JobLine(default, line);

    private string Newer(string id) => Path.Combine(Folder, id + ".log");

    private string Older(string id) => Path.Combine(Folder, id + ".1.log");
}

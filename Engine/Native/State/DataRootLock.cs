using System.Globalization;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.State;

/// <summary>Prevents a second engine on the same data root (flock, which the kernel releases when the process dies).</summary>
internal sealed class DataRootLock : IDisposable
{
    private readonly FileStream _file;

    private DataRootLock(FileStream file) => _file = file;

    /// <exception cref="ConflictException">Another engine has it.</exception>
    public static DataRootLock Take(EnginePaths paths)
    {
        try
        {
            var file = new FileStream(paths.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new DataRootLock(file);
        }
        catch (IOException exception) when (exception is not DirectoryNotFoundException && File.Exists(paths.LockFile))
        {
            throw new ConflictException($"Another engine uses the data root {paths.DataRoot}; stop it, or give this one another data root.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}

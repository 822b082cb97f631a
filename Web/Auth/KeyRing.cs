using Microsoft.AspNetCore.DataProtection.Repositories;
using Panel.Engine.Native.State;
using Panel.Web.Configuration;

namespace Panel.Web.Auth;

/// <summary>The keys that protect cookies and form tokens: <c>keys/</c> in the data root, readable by root only.</summary>
public sealed class KeyRing(PanelOptions options, PanelProblems problems, ILogger<KeyRing> logger)
{
    private readonly DirectoryInfo _directory = new(Path.Combine(options.DataRoot, "keys"));

    /// <summary>Where the keys are stored.</summary>
    public IXmlRepository Repository => new KeyFiles(_directory, problems, logger);

    /// <summary>Makes the directory, or corrects its mode.</summary>
    public void Prepare()
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        AtomicFile.CreateDirectory(options.DataRoot, owner);
        AtomicFile.CreateDirectory(_directory.FullName, owner);
        File.SetUnixFileMode(_directory.FullName, owner);
    }
}

using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;
using Panel.Web.Configuration;

namespace Panel.Web.Auth;

/// <summary>Stores each key in a file, in the framework's own format. The framework's store does not flush its files, and it fails when it
/// cannot read one of them: a single torn key would lock everybody out.</summary>
internal sealed class KeyFiles(DirectoryInfo directory, PanelProblems problems, ILogger logger) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        directory.Exists ? [.. directory.EnumerateFiles("*.xml").Select(Read).OfType<XElement>()] : [];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        var name = string.Concat(friendlyName.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));
        var path = Path.Combine(directory.FullName, (name.Length > 0 ? name : Guid.NewGuid().ToString()) + ".xml");
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(element.ToString()));
    }

    // The panel can no longer read what this key protects: people sign in again, and administrators enter secrets again.
    private XElement? Read(FileInfo file)
    {
        try
        {
            using var content = file.OpenRead();
            return XElement.Load(content);
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
        {
            problems.Add(file.FullName, new EngineProblem(
                $"The key file {file.FullName} cannot be read, so the panel cannot open the sessions and secrets (such as registry passwords) that it protects",
                "Restore it from a backup and restart the panel; or delete it, sign in again, and enter the secrets again."));
            AuthLog.KeyDamaged(logger, file.FullName, error);
            return null;
        }
    }
}

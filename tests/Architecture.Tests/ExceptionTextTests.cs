using Mono.Cecil;

namespace Panel.Architecture.Tests;

/// <summary>
/// No exception's text reaches a client unless its type was written for people: the texts of .NET and of libraries name paths, types and
/// internals. The program only uses the text of such types; the exceptions to this rule are listed here with their reasons.
/// </summary>
public sealed class ExceptionTextTests
{
    /// <summary>Types with a sentence of ours as their text; derived types count, too.</summary>
    private static readonly HashSet<string> s_forPeople =
    [
        "Panel.Engine.Contract.EngineException",
        "Panel.Engine.Linux.Kernel.KernelException",
        "Panel.Engine.Linux.Netlink.NetlinkException",
        "Panel.Engine.Linux.Users.UnknownUserException",
        "Panel.Engine.Native.Images.ImageIndexFile/BrokenImageException",
        "Panel.Engine.Layers.Tar.LayerFaultException",
        "Panel.Engine.Registry.TransientRegistryException",
        "Panel.Engine.Native.State.DamagedStateException",
        "Panel.Engine.Shim.Start.StartFailure",
        "Panel.Web.Configuration.StartUpException",
    ];

    private const string Terminal = "on the terminal of whoever starts the panel, who needs the server's or the file's own words; no client reads it";

    private static readonly Dictionary<string, string> s_taken = new()
    {
        ["Panel.Web.Configuration.DatabaseMigrator.MigrateAsync"] = Terminal,
        ["Panel.Web.Configuration.PanelHost.Sentence"] = Terminal,
        ["Panel.Web.DockerApi.Tls.ApiTls.Read"] = Terminal,
        ["Panel.Web.DockerApi.Tls.TlsListener.StartAsync"] = Terminal,
        ["Panel.Web.Operations.AuditTrail.InterruptStartedAsync"] = Terminal,
    };

    private static readonly string[] s_assemblies =
        ["panel", "panel-shim", "Panel.Data", "Panel.Engine.Contract", "Panel.Engine.Layers", "Panel.Engine.Linux", "Panel.Engine.Native", "Panel.Engine.Protocol", "Panel.Engine.Registry"];

    [Fact]
    public void Text_OfAnExceptionThatIsNotForPeople_IsTakenNowhere()
    {
        var texts = new ExceptionTexts(s_forPeople);
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        foreach (var file in (string[])[typeof(object).Assembly.Location, typeof(Microsoft.AspNetCore.Http.BadHttpRequestException).Assembly.Location])
            resolver.AddSearchDirectory(Path.GetDirectoryName(file));
        List<(string Method, string Exception)> found = [];
        foreach (var name in s_assemblies)
        {
            using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"), new ReaderParameters { AssemblyResolver = resolver });
            found.AddRange(texts.Find(assembly));
        }

        var wrong = found.Where(place => !s_taken.ContainsKey(place.Method)).Select(place => $"{place.Method} takes the text of {place.Exception}").Distinct().Order(StringComparer.Ordinal);
        Assert.True(!wrong.Any(), $"Write a sentence of its own, or use Cause.Of:{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
        Assert.Empty(s_taken.Keys.Except(found.Select(place => place.Method)));
    }
}

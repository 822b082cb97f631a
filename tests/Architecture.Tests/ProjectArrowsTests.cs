using System.Xml.Linq;

namespace Panel.Architecture.Tests;

/// <summary>Enforces the arrows between projects (ADR 0001). Read from the project files, because an assembly does not list unused
/// references.</summary>
public sealed class ProjectArrowsTests
{
    private static readonly string Root = FindRoot();

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Engine/Contract"] = [],
        ["Engine/Linux"] = [],
        ["Engine/Protocol"] = ["Engine/Linux"],
        ["Engine/Shim"] = ["Engine/Protocol", "Engine/Linux"],
        ["Engine/Layers"] = ["Engine/Contract", "Engine/Linux"],
        ["Engine/Registry"] = ["Engine/Contract", "Engine/Linux"],
        ["Engine/Native"] = ["Engine/Contract", "Engine/Layers", "Engine/Linux", "Engine/Protocol", "Engine/Registry"],
        ["Data"] = [],
        ["Migrations/Sqlite"] = ["Data"],
        ["Migrations/Postgres"] = ["Data"],
        ["Web"] = ["Data", "Migrations/Sqlite", "Migrations/Postgres", "Engine/Contract", "Engine/Linux", "Engine/Native"],
    };

    public static TheoryData<string> Projects => [.. Directories()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_OnlyWhatItsArrowsAllow(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} is new: write its arrows into ADR 0001 and here.");
        Assert.Empty(References(project, "ProjectReference").Except(allowed.Select(Normalise)));
    }

    [Fact]
    public void Contract_Packages_AreNone() => Assert.Empty(References("Engine/Contract", "PackageReference"));

    [Fact]
    public void Engine_Projects_KnowNothingOfTheWebAndTheDatabase()
    {
        foreach (var project in Directories().Where(project => project.StartsWith("Engine/", StringComparison.Ordinal)))
        {
            Assert.Empty(References(project, "FrameworkReference"));
            Assert.DoesNotContain(
                References(project, "PackageReference"),
                package => package.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Folder_WithCode_HoldsOneProjectAndNoneLiesBelowAnother()
    {
        var directories = Directories();
        Assert.Equal(directories.Distinct(), directories);
        Assert.DoesNotContain(directories, one => directories.Any(other => one.StartsWith(other + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Packages_AreAllPinnedInOnePlace()
    {
        foreach (var file in ProjectFiles())
            Assert.DoesNotContain(XDocument.Load(file).Descendants("PackageReference"), package => package.Attribute("Version") is not null);
    }

    private static IEnumerable<string> References(string project, string kind) =>
        Directory.EnumerateFiles(Path.Combine(Root, project), "*.csproj")
            .SelectMany(file => XDocument.Load(file).Descendants(kind).Select(element => element.Attribute("Include")!.Value
                is var include && kind == "ProjectReference" ? Path.GetDirectoryName(Path.GetFullPath(include, Path.GetDirectoryName(file)!))! : include));

    private static string Normalise(string project) => Path.Combine(Root, project);

    private static List<string> Directories() => [.. ProjectFiles()
        .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!))
        .Where(project => !project.StartsWith("tests", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> ProjectFiles() => ((string[])["Engine", "Data", "Migrations", "Web", "tests"])
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories));

    internal static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Panel.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("Panel.sln lies nowhere above the tests.");
    }
}

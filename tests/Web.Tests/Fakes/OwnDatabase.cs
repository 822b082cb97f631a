using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Panel.Data;

namespace Panel.Web.Tests.Fakes;

/// <summary>An empty SQLite database of one test's own: a copy of one that is made once, in a folder that goes with the test.</summary>
public sealed class OwnDatabase(string folder) : IDbContextFactory<PanelDbContext>
{
    private static readonly Lazy<byte[]> Empty = new(Make);
    private readonly Lazy<string> _connection = new(() =>
    {
        var file = Path.Combine(folder, "panel.db");
        File.WriteAllBytes(file, Empty.Value);
        return Connection(file);
    });

    /// <summary>Makes the model and the empty database, so that no page waits for them.</summary>
    public static void Prepare() => _ = Empty.Value;

    public PanelDbContext CreateDbContext() => Open(_connection.Value);

    private static PanelDbContext Open(string connection) => new(new DbContextOptionsBuilder<PanelDbContext>().UseSqlite(connection).Options);

    private static string Connection(string file) => new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();

    private static byte[] Make()
    {
        var file = Path.Combine(Path.GetTempPath(), $"panel-empty-{Guid.NewGuid():N}.db");
        using (var database = Open(Connection(file)))
        {
            database.Database.EnsureCreated();
            _ = database.Registries.Any();
        }

        var content = File.ReadAllBytes(file);
        File.Delete(file);
        return content;
    }
}

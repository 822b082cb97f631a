using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Panel.Data;

namespace Panel.Migrations.Postgres;

/// <summary>Makes the context for <c>dotnet ef</c>. Nothing is connected to.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<PanelDbContext>
{
    /// <inheritdoc />
    public PanelDbContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PanelDbContext>()
        .UseNpgsql("Host=design-time", npgsql => npgsql.MigrationsAssembly(typeof(DesignTimeFactory).Assembly))
        .Options);
}

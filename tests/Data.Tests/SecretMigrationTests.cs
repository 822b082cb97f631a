using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Panel.Data.Tests;

/// <summary>The passwords that registries had before the secret store.</summary>
public class SecretMigrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Migration_OfRegistriesWithPasswords_MovesEachToItsSecret(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await MigrateToAsync(test, "Sessions");
        await ExecuteAsync(test, $"""
            INSERT INTO "Registries" ("Panel", "Address", "Name", "UserName", "ProtectedPassword", "IsDefault", "CreatedAt") VALUES
                ('{One}', 'a.example', 'A', 'ada', 'CfDJ8-a', {False(provider)}, '2026-03-29 12:00:00+00'),
                ('{One}', 'b.example', 'B', NULL, NULL, {False(provider)}, '2026-03-29 12:00:00+00'),
                ('{Two}', 'a.example', 'A2', 'bob', 'CfDJ8-a2', {False(provider)}, '2026-03-29 12:00:00+00')
            """);

        await using (var database = test.Open()) Assert.Contains(await database.ApplyMigrationsAsync(Cancellation), name => name.EndsWith("_Secrets", StringComparison.Ordinal));

        await using var after = test.Open();
        var registries = await after.Registries.Include(registry => registry.Password).OrderBy(registry => registry.Name).ToListAsync(Cancellation);
        Assert.Equal([(One, "a.example", "ada"), (Two, "a.example", "bob"), (One, "b.example", null)], registries.Select(row => (row.Panel, row.Address, row.UserName)));
        Assert.Equal(
            [(One, "registry", "a.example", "CfDJ8-a"), (Two, "registry", "a.example", "CfDJ8-a2"), default],
            registries.Select(row => row.Password is { } secret ? (secret.Panel, secret.Kind, secret.Name, secret.Ciphertext) : default));
        Assert.Equal(new DateTime(2026, 3, 29, 12, 0, 0, DateTimeKind.Utc), registries[0].Password!.ChangedAt);
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Migration_TakenBack_GivesThePasswordsBack(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using (var database = test.Open())
        {
            await database.ApplyMigrationsAsync(Cancellation);
            database.Registries.Add(new StoredRegistry
            {
                Panel = One,
                Address = "a.example",
                Name = "A",
                CreatedAt = DateTime.UtcNow,
                Password = new StoredSecret { Panel = One, Kind = "registry", Name = "a.example", Ciphertext = "CfDJ8-a", ChangedAt = DateTime.UtcNow },
            });
            await database.SaveChangesAsync(Cancellation);
        }

        await MigrateToAsync(test, "Sessions");

        await using var before = test.Open();
        Assert.Equal("CfDJ8-a", await before.Database.SqlQueryRaw<string>("""SELECT "ProtectedPassword" AS "Value" FROM "Registries" """).SingleAsync(Cancellation));
    }

    private static string One { get; } = new('1', 32);

    private static string Two { get; } = new('2', 32);

    private static string False(string provider) => provider == Providers.Sqlite ? "0" : "false";

    private static async Task MigrateToAsync(TestDatabase test, string migration)
    {
        await using var database = test.Open();
        await database.GetService<IMigrator>().MigrateAsync(migration, Cancellation);
    }

    private static async Task ExecuteAsync(TestDatabase test, string sql)
    {
        await using var database = test.Open();
        await database.Database.ExecuteSqlRawAsync(sql, Cancellation);
    }
}

using Microsoft.EntityFrameworkCore;

namespace Panel.Data.Tests;

public class StoredRegistryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Registry_Stored_IsReadBackWhole(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var registry = Registry("1", "registry.example:5000");
        registry.Password = new StoredSecret { Panel = registry.Panel, Kind = "registry", Name = registry.Address, Ciphertext = new string('x', 40_000), ChangedAt = registry.CreatedAt };
        registry.CertificateAuthorities = string.Join('\n', Enumerable.Repeat(new string('y', 64), 3000));
        await using (var database = test.Open())
        {
            await database.ApplyMigrationsAsync(Cancellation);
            database.Registries.Add(registry);
            await database.SaveChangesAsync(Cancellation);
        }

        await using var again = test.Open();
        Assert.Equivalent(registry, await again.Registries.Include(row => row.Password).SingleAsync(Cancellation), strict: true);
    }

    [Theory, InlineData(Providers.Sqlite), InlineData(Providers.Postgres)]
    public async Task Address_TwiceForOnePanel_IsRefusedAndForTwoIsNot(string provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using (var database = test.Open())
        {
            await database.ApplyMigrationsAsync(Cancellation);
            database.Registries.AddRange(Registry("1", "registry.example"), Registry("2", "registry.example"), Registry("1", "other.example"));
            await database.SaveChangesAsync(Cancellation);
        }

        List<string> log = [];
        await using var second = test.Open(log.Add);
        second.Registries.Add(Registry("1", "registry.example"));
        await Assert.ThrowsAsync<DbUpdateException>(() => second.SaveChangesAsync(Cancellation));
        Assert.Empty(log);
        await using var third = test.Open();
        Assert.Equal(3, await third.Registries.CountAsync(Cancellation));
    }

    private static StoredRegistry Registry(string panel, string address) => new()
    {
        Panel = new string(panel[0], 32),
        Address = address,
        Name = "The company's",
        UserName = "ada",
        CreatedAt = new DateTime(2026, 3, 29, 12, 0, 0, DateTimeKind.Utc),
    };
}

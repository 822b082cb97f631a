using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Secrets;

namespace Panel.Web.Features.Registries;

/// <summary>Stores the panel's registries, with their accounts (ADR 0016).</summary>
public sealed class StoredRegistries(IDbContextFactory<PanelDbContext> contexts, SecretStore secrets, PanelIdentity panel, TimeProvider time)
{
    private const int SqliteUnique = 2067;
    private const string PostgresUnique = "23505";

    /// <summary>All registries by name, without passwords.</summary>
    public async Task<IReadOnlyList<RegistryRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await Own(database).AsNoTracking().OrderBy(registry => registry.Name).ThenBy(registry => registry.Id).ToListAsync(cancellationToken);
        return [.. all.Select(Row)];
    }

    /// <summary>Finds a registry.</summary>
    /// <exception cref="ObjectNotFoundException">There is none with that number.</exception>
    public async Task<RegistryRow> GetAsync(int id, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return Row(await FindAsync(database, id, cancellationToken));
    }

    /// <summary>The access to a registry: with its stored account and authorities, unless the user typed another account.</summary>
    /// <exception cref="ConflictException">The stored password cannot be decrypted.</exception>
    public async Task<RegistryAccess> AccessAsync(string address, RegistryAccess typed, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Own(database).AsNoTracking().Include(registry => registry.Password).FirstOrDefaultAsync(registry => registry.Address == address, cancellationToken) is not { } stored) return typed;
        var access = typed with { CertificateAuthorities = stored.CertificateAuthorities };
        return access.HasAccount || stored.Password is null ? access
            : access with { UserName = stored.UserName, Password = secrets.Open(stored.Password, SecretKind.Registry, address).Reveal() };
    }

    /// <summary>Adds a registry.</summary>
    /// <exception cref="ConflictException">It is already stored.</exception>
    public async Task<int> AddAsync(string address, RegistryForm form, CancellationToken cancellationToken)
    {
        form.Check(hasPassword: false);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var registry = new StoredRegistry { Panel = panel.Id, Address = address, Name = "", CreatedAt = time.GetUtcNow().UtcDateTime };
        Fill(database, registry, form);
        database.Registries.Add(registry);
        await SaveAsync(database, registry, cancellationToken);
        return registry.Id;
    }

    /// <summary>Changes everything except the address; an empty password keeps the stored one.</summary>
    public async Task ChangeAsync(int id, RegistryForm form, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var registry = await FindAsync(database, id, cancellationToken);
        form.Check(registry.Password is not null);
        Fill(database, registry, form);
        await SaveAsync(database, registry, cancellationToken);
    }

    /// <summary>Removes a registry and its password.</summary>
    public async Task RemoveAsync(int id, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var registry = await FindAsync(database, id, cancellationToken);
        database.Registries.Remove(registry);
        if (registry.Password is not null) database.Secrets.Remove(registry.Password);
        await database.SaveChangesAsync(cancellationToken);
    }

    private IQueryable<StoredRegistry> Own(PanelDbContext database) => database.Registries.Where(registry => registry.Panel == panel.Id);

    private async Task<StoredRegistry> FindAsync(PanelDbContext database, int id, CancellationToken cancellationToken) =>
        await Own(database).Include(registry => registry.Password).FirstOrDefaultAsync(registry => registry.Id == id, cancellationToken)
        ?? throw new ObjectNotFoundException("This registry no longer exists.");

    private void Fill(PanelDbContext database, StoredRegistry registry, RegistryForm form)
    {
        registry.Name = form.Name.Trim() is { Length: > 0 } name ? name : registry.Address;
        registry.UserName = form.UserName.Trim() is { Length: > 0 } user ? user : null;
        registry.CertificateAuthorities = form.CertificateAuthorities.Trim() is { Length: > 0 } authorities ? authorities : null;
        registry.IsDefault = form.IsDefault;
        if (registry.UserName is null && registry.Password is { } old)
        {
            registry.Password = null;
            database.Secrets.Remove(old);
        }
        else if (registry.UserName is not null && form.Password.Length > 0)
        {
            var password = new SecretValue(form.Password);
            if (registry.Password is null) registry.Password = secrets.Create(SecretKind.Registry, registry.Address, password);
            else secrets.Replace(registry.Password, SecretKind.Registry, password);
        }
    }

    private async Task SaveAsync(PanelDbContext database, StoredRegistry registry, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (registry.IsDefault)
            await Own(database).Where(other => other.Id != registry.Id && other.IsDefault).ExecuteUpdateAsync(set => set.SetProperty(other => other.IsDefault, false), cancellationToken);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException error)
        {
            throw new ObjectNotFoundException("Somebody else removed this registry at the same moment.", error);
        }
        catch (DbUpdateException error) when (registry.Id == 0 && IsDuplicate(error))
        {
            throw new ConflictException($"{registry.Address} is stored already; change that entry.", error);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    // The unique index on panel and address.
    private static bool IsDuplicate(DbUpdateException error) => error.GetBaseException() switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode == SqliteUnique,
        DbException other => other.SqlState == PostgresUnique,
        _ => false,
    };

    private static RegistryRow Row(StoredRegistry registry) =>
        new(registry.Id, registry.Address, registry.Name, registry.UserName, registry.PasswordId is not null, registry.CertificateAuthorities, registry.IsDefault);
}

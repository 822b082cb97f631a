using System.Data;
using System.Data.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Auth;

namespace Panel.Web.Features.Users;

/// <summary>Changes users, each in its own transaction, isolated from other changes of users.</summary>
public sealed class UserDirectory(IServiceScopeFactory scopes, SessionWatch sessions, TimeProvider time)
{
    private const string SerializationFailure = "40001";

    /// <summary>Creates a user; with <paramref name="onlyIfFirst"/> only while there is none.</summary>
    /// <exception cref="ConflictException">The name is taken, or there is a user already.</exception>
    /// <exception cref="InvalidInputException">Name or password is not acceptable.</exception>
    public Task<PanelUser> CreateAsync(string userName, string password, PanelRole role, bool onlyIfFirst, CancellationToken cancellationToken) =>
        InTransactionAsync(async (users, database) =>
        {
            if (onlyIfFirst && await database.Users.AnyAsync(cancellationToken))
                throw new ConflictException("A user already exists; sign in instead.");
            var user = new PanelUser { UserName = userName.Trim(), Role = role, CreatedAt = time.GetUtcNow().UtcDateTime };
            (await users.CreateAsync(user, password)).ThrowIfRefused(userName);
            return user;
        }, cancellationToken);

    /// <summary>Changes a user and ends the user's sessions.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such user.</exception>
    /// <exception cref="ConflictException">No administrator would be left.</exception>
    public Task ChangeAsync(string id, Func<UserManager<PanelUser>, PanelUser, Task<IdentityResult>> change, CancellationToken cancellationToken) =>
        InTransactionAsync(async (users, database) =>
        {
            var user = await users.FindByIdAsync(id) ?? throw new ObjectNotFoundException("This user no longer exists.");
            (await change(users, user)).ThrowIfRefused(user.UserName!);
            if (!await database.Users.AnyAsync(other => other.Role == PanelRole.Administrator && !other.Disabled, cancellationToken))
                throw new ConflictException($"{user.UserName} is the last administrator; create another one first.");
            await database.Sessions.Where(session => session.UserId == id).ExecuteDeleteAsync(cancellationToken);
            return user;
        }, cancellationToken);

    private async Task<T> InTransactionAsync<T>(Func<UserManager<PanelUser>, PanelDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PanelDbContext>();
        try
        {
            // SQLite takes its write lock here; PostgreSQL fails one of two conflicting transactions.
            await using var transaction = await database.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
            var result = await work(scope.ServiceProvider.GetRequiredService<UserManager<PanelUser>>(), database);
            await transaction.CommitAsync(cancellationToken);
            sessions.AskNow();
            return result;
        }
        catch (Exception error) when (error.GetBaseException() is DbException { SqlState: SerializationFailure })
        {
            throw new ConflictException("Somebody else changed the users at the same moment; reload the page and try again.", error);
        }
    }
}

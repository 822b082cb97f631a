using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Features.SignIn;
using Panel.Web.Operations;
using Ops = Panel.Web.Operations.Operations;

namespace Panel.Web.Features.Users;

/// <summary>A row of the users page.</summary>
public sealed record UserRow(string Id, string UserName, PanelRole Role, bool Disabled, DateTime CreatedAt, DateTime? LastSignInAt, bool LockedOut);

/// <summary>Operations of administrators on users, and of everybody on their own account.</summary>
public sealed class UserOperations(OperationGate gate, ICurrentActor currentActor, UserDirectory directory, SignInThrottle throttle, IDbContextFactory<PanelDbContext> contexts, TimeProvider time)
{
    // Without letters and digits that look alike.
    private const string PasswordCharacters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>All users by name, for administrators.</summary>
    public async Task<IReadOnlyList<UserRow>> ListAsync(CancellationToken cancellationToken)
    {
        if (!(await currentActor.GetAsync(cancellationToken)).May(PanelRole.Administrator))
            throw new NotPermittedException("Only administrators can see users.");
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var users = await database.Users.AsNoTracking().OrderBy(user => user.NormalizedUserName).ToListAsync(cancellationToken);
        return [.. users.Select(user => new UserRow(user.Id, user.UserName!, user.Role, user.Disabled, user.CreatedAt, user.LastSignInAt, throttle.IsTried(user.UserName!, user.UnlockedAt)))];
    }

    /// <summary>Creates a user.</summary>
    public Task CreateAsync(string userName, string password, PanelRole role, CancellationToken cancellationToken) =>
        gate.RunAsync(Ops.UserCreate, userName, token => directory.CreateAsync(userName, password, role, onlyIfFirst: false, token), cancellationToken, $"role {role}");

    /// <summary>Changes a user's role.</summary>
    public Task ChangeRoleAsync(UserRow user, PanelRole role, CancellationToken cancellationToken) =>
        gate.RunAsync(Ops.UserChangeRole, user.UserName, token => directory.ChangeAsync(user.Id, (users, found) =>
        {
            found.Role = role;
            return users.UpdateSecurityStampAsync(found);
        }, token), cancellationToken, $"{user.Role} to {role}");

    /// <summary>Disables or enables the account.</summary>
    public Task SetDisabledAsync(UserRow user, bool disabled, CancellationToken cancellationToken) =>
        gate.RunAsync(disabled ? Ops.UserDisable : Ops.UserEnable, user.UserName, token => directory.ChangeAsync(user.Id, (users, found) =>
        {
            found.Disabled = disabled;
            return users.UpdateSecurityStampAsync(found);
        }, token), cancellationToken);

    /// <summary>Sets a new password and lifts a lock-out.</summary>
    public Task ResetPasswordAsync(UserRow user, string password, CancellationToken cancellationToken) =>
        gate.RunAsync(Ops.UserResetPassword, user.UserName, token => directory.ChangeAsync(user.Id, async (users, found) =>
        {
            found.UnlockedAt = time.GetUtcNow().UtcDateTime;
            return await users.ResetPasswordAsync(found, await users.GeneratePasswordResetTokenAsync(found), password);
        }, token), cancellationToken);

    /// <summary>Deletes the account; its audit history stays.</summary>
    public Task DeleteAsync(UserRow user, CancellationToken cancellationToken) =>
        gate.RunAsync(Ops.UserDelete, user.UserName, token => directory.ChangeAsync(user.Id, (users, found) => users.DeleteAsync(found), token), cancellationToken);

    /// <summary>Changes the user's own password, which ends the user's other sessions.</summary>
    public async Task ChangeOwnPasswordAsync(string current, string replacement, CancellationToken cancellationToken)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        if (!throttle.TryBegin(actor.RemoteAddress, actor.UserName, null))
            throw new ConflictException("Too many wrong passwords came from your address; wait five minutes.");
        await gate.RunAsync(Ops.AccountPassword, actor.UserName, token => directory.ChangeAsync(actor.UserId!, async (users, found) =>
        {
            var result = await users.ChangePasswordAsync(found, current, replacement);
            if (result.Errors.All(error => error.Code != nameof(IdentityErrorDescriber.PasswordMismatch))) throttle.Succeed(actor.RemoteAddress, actor.UserName);
            return result;
        }, token), cancellationToken);
    }

    /// <summary>Generates a password of 20 characters (115 bits).</summary>
    public static string GeneratePassword() => RandomNumberGenerator.GetString(PasswordCharacters, 20);
}

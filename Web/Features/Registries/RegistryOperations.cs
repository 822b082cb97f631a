using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Registries;

/// <summary>Every operation on the panel's stored registries. Passwords reach neither the audit history nor a page.</summary>
public sealed class RegistryOperations(OperationGate gate, IContainerEngine engine, StoredRegistries stored)
{
    /// <summary>Names per page of a list.</summary>
    public const int PageSize = 50;

    private static readonly Operation Add = new("registry.add", PanelRole.Administrator);
    private static readonly Operation Change = new("registry.change", PanelRole.Administrator);
    private static readonly Operation Remove = new("registry.remove", PanelRole.Administrator);
    private static readonly Operation TestTyped = new("registry.test", PanelRole.Administrator);

    /// <summary>Stores a registry and returns its number.</summary>
    public Task<int> AddAsync(RegistryForm form, CancellationToken cancellationToken)
    {
        var address = NameOf(form);
        return gate.RunAsync(Add, address, token => stored.AddAsync(address, form, token), cancellationToken, Details(form));
    }

    /// <summary>Changes a stored registry.</summary>
    public Task ChangeAsync(RegistryRow row, RegistryForm form, CancellationToken cancellationToken) =>
        gate.RunAsync(Change, row.Address, token => stored.ChangeAsync(row.Id, form, token), cancellationToken, Details(form));

    /// <summary>Removes a stored registry and its password.</summary>
    public Task RemoveAsync(RegistryRow row, CancellationToken cancellationToken) =>
        gate.RunAsync(Remove, row.Address, token => stored.RemoveAsync(row.Id, token), cancellationToken);

    /// <summary>Logs in with the stored account, or anonymously if there is none.</summary>
    public async Task<RegistryCheck> TestAsync(RegistryRow row, CancellationToken cancellationToken) =>
        await engine.Registries.TestAsync(row.Address, await AccessAsync(row, cancellationToken), cancellationToken);

    /// <summary>Logs in with the form's account; an empty password means the stored one.</summary>
    public async Task<RegistryCheck> TestAsync(RegistryForm form, RegistryRow? row, CancellationToken cancellationToken)
    {
        var address = row?.Address ?? NameOf(form);
        await gate.RequireAsync(TestTyped, address, cancellationToken, Account(form.UserName.Trim()));
        form.Check(row?.HasPassword == true);
        var typed = new RegistryAccess { UserName = form.UserName.Trim(), Password = form.Password, CertificateAuthorities = form.CertificateAuthorities.Trim() };
        if (typed.HasAccount && form.Password.Length == 0) typed = typed with { Password = (await AccessAsync(row!, cancellationToken)).Password };
        return await engine.Registries.TestAsync(address, typed, cancellationToken);
    }

    /// <summary>One page of a registry's repositories.</summary>
    public async Task<NamePage> RepositoriesAsync(RegistryRow row, string? after, CancellationToken cancellationToken) =>
        await engine.Registries.RepositoriesAsync(row.Address, after, PageSize, await AccessAsync(row, cancellationToken), cancellationToken);

    /// <summary>One page of a repository's tags.</summary>
    public async Task<NamePage> TagsAsync(RegistryRow row, string repository, string? after, CancellationToken cancellationToken) =>
        await engine.Registries.TagsAsync($"{row.Address}/{repository}", after, PageSize, await AccessAsync(row, cancellationToken), cancellationToken);

    /// <summary>The image behind a tag.</summary>
    public async Task<RemoteImage> DescribeAsync(RegistryRow row, string repository, string tag, CancellationToken cancellationToken) =>
        await engine.Registries.DescribeAsync($"{row.Address}/{repository}:{tag}", await AccessAsync(row, cancellationToken), cancellationToken);

    private Task<RegistryAccess> AccessAsync(RegistryRow row, CancellationToken cancellationToken) => stored.AccessAsync(row.Address, RegistryAccess.Anonymous, cancellationToken);

    private string NameOf(RegistryForm form)
    {
        if (string.IsNullOrWhiteSpace(form.Address)) throw new InvalidInputException("Enter the registry's address, such as registry.example:5000, or docker.io for Docker Hub.", nameof(RegistryForm.Address));
        try
        {
            return engine.Registries.NameOf(form.Address);
        }
        catch (InvalidInputException error)
        {
            throw new InvalidInputException(error.Message, nameof(RegistryForm.Address), error);
        }
    }

    private static string? Account(string? userName) => string.IsNullOrEmpty(userName) ? null : $"as {userName}";

    private static string Details(RegistryForm form) => string.Join(", ", ((string?[])
    [
        Account(form.UserName.Trim()) ?? "without an account", form.Password.Length > 0 ? "with a new password" : null,
        form.CertificateAuthorities.Trim().Length > 0 ? "with its own authorities" : null, form.IsDefault ? "the default" : null,
    ]).OfType<string>());
}

using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Features.Containers.Recreation;
using Panel.Web.Features.Images.Transfers;

namespace Panel.Web.Features.Containers;

/// <summary>The form for a new container, a copy of one, or another in the place of one. What was typed stays until it is created.</summary>
public sealed partial class NewContainerPage
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);
    private ContainerForm _form = new();
    private readonly FormErrors _errors = new();
    private IReadOnlyList<string> _tags = [];
    private IReadOnlyList<string> _names = [];
    private SecurityDetails? _security;
    private string? _unclear;
    private bool _working;
    private bool _showError;
    private ContainerSummary? _origin;
    private ContainerSpec? _whole;
    private ContainerSpec? _before;
    private ImageTransfer? _pull;

    [Inject]
    private ContainerOperations Operations { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime JavaScript { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    [Inject]
    private ContainerRecreation Recreation { get; set; } = default!;

    [Inject]
    private MissingImages Missing { get; set; } = default!;

    [Inject]
    private AuthenticationStateProvider Person { get; set; } = default!;

    /// <summary>A container to begin with a copy of.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    private string? CopyOf { get; set; }

    /// <summary>A container to put another in the place of.</summary>
    [SupplyParameterFromQuery(Name = "edit")]
    private string? Edited { get; set; }

    /// <summary>Image to begin with.</summary>
    [SupplyParameterFromQuery(Name = "image")]
    private string? StartImage { get; set; }

    private string? ImageHint => _tags.Count == 0 ? "No image is on this machine yet. What you name is pulled from its registry." : null;

    private string NetworkHint => _form.NetworkMode switch
    {
        "host" => "It uses the host's addresses and ports directly; nothing keeps it apart from the host's network.",
        "none" => "It has no network but its own loopback.",
        _ => "It has the addresses and ports of that container, which must run when this one starts.",
    };

    private bool IsEdit => Edited is not null;

    private string Title => _origin is null ? "New container" : IsEdit ? $"Edit {_origin.Name}" : $"Duplicate {_origin.Name}";

    private string Verb => IsEdit ? "Recreate" : _form.StartAtOnce ? "Create and start" : "Create";

    private string Doing => _pull is { State: TransferState.Running } ? "Pulling the image…" : IsEdit ? "Recreating…" : _form.StartAtOnce ? "Creating and starting…" : "Creating…";

    private string? Summary => _errors.General ?? _errors.Only ?? (_errors.Any ? "Fix the highlighted fields." : null);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _form.Image = StartImage ?? "";
        if ((Edited ?? CopyOf) is { Length: > 0 } origin) await FollowAsync(cancellation => BeginWithAsync(origin, cancellation));
        Assess();
        await FollowAsync(async cancellation =>
        {
            _tags = [.. (await Engine.Images.ListAsync(cancellation)).SelectMany(image => image.RepositoryTags).Order()];
            _names = [.. (await Engine.Containers.ListAsync(cancellationToken: cancellation)).Select(container => container.Name).Order()];
        });
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_showError && !_working)
        {
            _showError = false;
            await JavaScript.InvokeVoidAsync("panel.focusInvalid", Leaving);
        }
    }

    private async Task BeginWithAsync(string origin, CancellationToken cancellationToken)
    {
        _origin = (await Engine.Containers.InspectAsync(origin, cancellationToken)).Summary;
        _whole = await Recreation.ReadAsync(_origin.Id, cancellationToken);
        _form = ContainerFormWriter.Of(_whole with { Name = IsEdit ? _origin.Name : null });
        _before = ContainerFormReader.Draft(_form, whole: true);
        _form.StartAtOnce = !IsEdit || _origin.State.IsRunning;
    }

    // At each change, so that what is weaker than the default is told before there is a container.
    private void Assess()
    {
        try
        {
            (_security, _unclear) = (Engine.Containers.AssessSecurity(ContainerFormReader.Draft(_form)), null);
        }
        catch (EngineException error)
        {
            (_security, _unclear) = (null, error.Message);
        }
    }

    private async Task SubmitAsync()
    {
        if (_working)
        {
            return;
        }

        _form.DropBlankRows();
        if (new ContainerFormReader(_errors).Read(_form) is not { } spec)
        {
            _showError = true;
            return;
        }

        if (_whole is not null && _before is not null) spec = SpecEdit.Apply(_whole, _before, spec) with { Name = spec.Name };
        (_working, _pull) = (true, null);
        try
        {
            if (await WithImageAsync(spec) is not { } whole) return;
            // Not cancelled when the page is left: what was asked for is done.
            var created = IsEdit ? await Recreation.ReplaceAsync(_origin!.Id, whole, _form.StartAtOnce)
                : _form.StartAtOnce ? await Operations.RunAsync(whole) : await Operations.CreateAsync(whole);
            foreach (var warning in created.Warnings)
            {
                Snackbar.Add(warning, Severity.Warning);
            }

            if (!Leaving.IsCancellationRequested)
            {
                Navigation.NavigateTo($"/containers/{created.Id}{(_form.StartAtOnce ? "/log" : "")}");
            }
        }
        catch (Exception error)
        {
            _errors.Place(FieldOf(error, spec), Describe(error));
            _showError = true;
        }
        finally
        {
            _working = false;
        }
    }

    // What is not here is pulled first, so that nothing is made or stopped before all that it needs is on the disk. Null when it cannot be pulled.
    private async Task<ContainerSpec?> WithImageAsync(ContainerSpec spec)
    {
        if (await Missing.IsHereAsync(spec.Image, CancellationToken.None)) return spec;
        var qualified = await Missing.QualifyAsync(spec.Image, CancellationToken.None);
        _pull = Missing.Pull(qualified, (await Person.GetAuthenticationStateAsync()).User);
        while (await Task.WhenAny(_pull.Running, Task.Delay(Pace)) != _pull.Running) StateHasChanged();
        if (_pull.State == TransferState.Done) return spec with { Image = qualified };
        _errors.Place("Image", _pull.Outcome);
        _showError = true;
        return null;
    }

    private string? FieldOf(Exception error, ContainerSpec spec) => error switch
    {
        InvalidInputException invalid => invalid.Field,
        ConflictException conflict => conflict.Field,
        ObjectNotFoundException when !_tags.Contains(spec.Image) && !_tags.Contains(spec.Image + ":latest") => "Image",
        _ => null,
    };
}

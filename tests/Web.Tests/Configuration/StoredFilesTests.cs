using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Features.Images.Updates;
using Panel.Web.Tests.Auth;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Configuration;

/// <summary>What the panel itself keeps on the disk and cannot read is kept and told; never replaced by defaults (ADR 0023).</summary>
public sealed class StoredFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("panel-files-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => Data("panel.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Keys_OfWhichOneIsDamaged_LetPeopleSignInAndAreKept()
    {
        await StartAsync();
        string[] damaged = [Data("keys/key-torn.xml"), Data("keys/key-empty.xml"), Data("keys/key-zeros.xml")];
        await File.WriteAllTextAsync(damaged[0], (await File.ReadAllTextAsync(Directory.GetFiles(Data("keys")).Single(), Token))[..80], Token);
        await File.WriteAllTextAsync(damaged[1], "", Token);
        await File.WriteAllBytesAsync(damaged[2], new byte[512], Token);
        var before = damaged.Select(File.ReadAllBytes).ToList();

        await StartAsync(async app =>
        {
            using var session = new PanelApp.Session(new Uri(app.Urls.First()));
            using var answer = await session.SubmitSignInAsync("ada", PanelApp.Password);
            Assert.Equal("/", answer.Headers.Location?.AbsolutePath);
            var told = app.Services.GetRequiredService<PanelProblems>().All.Select(problem => problem.Sentence).ToList();
            Assert.All(damaged, file => Assert.Contains(told, sentence => sentence.Contains(file, StringComparison.Ordinal)));
        });

        Assert.Equal(before, damaged.Select(File.ReadAllBytes));
    }

    [Fact]
    public async Task Identity_Torn_IsTakenFromItsCopyAndKept()
    {
        var id = await StartAsync(app => Task.FromResult(app.Services.GetRequiredService<PanelIdentity>().Id));
        await File.WriteAllTextAsync(Data("panel.id"), id[..7], Token);

        Assert.Equal(id, await StartAsync(app => Task.FromResult(app.Services.GetRequiredService<PanelIdentity>().Id)));

        Assert.Equal(id[..7], await File.ReadAllTextAsync(Directory.GetFiles(Data(""), "panel.id.damaged-*").Single(), Token));
        await File.WriteAllTextAsync(Data("panel.id"), "", Token);
        File.Delete(Data("panel.id.copy"));
        Assert.Contains("panel.id must hold", (await Assert.ThrowsAsync<StartUpException>(() => StartAsync())).Message, StringComparison.Ordinal);
        Assert.Equal("", await File.ReadAllTextAsync(Data("panel.id"), Token));
    }

    [Fact]
    public async Task Database_ThatIsDamagedOrEmptied_IsRefusedAndLeftAsItIs()
    {
        await StartAsync();
        var whole = await File.ReadAllBytesAsync(Database, Token);
        foreach (var content in (byte[][])[[], new byte[whole.Length], [.. "torn"u8, .. whole[..4096]]])
        {
            await File.WriteAllBytesAsync(Database, content, Token);
            var refusal = await Assert.ThrowsAsync<StartUpException>(() => StartAsync());
            Assert.Matches("Restore it|restore it", refusal.Message);
            Assert.Equal(content, await File.ReadAllBytesAsync(Database, Token));
        }

        await File.WriteAllBytesAsync(Database, whole, Token);
        await StartAsync();
    }

    [Fact]
    public async Task Database_OfANewerVersion_ServesAndIsTold()
    {
        await StartAsync();
        await using (var database = new SqliteConnection($"Data Source={Database}"))
        {
            await database.OpenAsync(Token);
            await using var command = database.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Dreams', '99.0'); ALTER TABLE Users ADD COLUMN Mood TEXT";
            await command.ExecuteNonQueryAsync(Token);
        }

        await StartAsync(async app =>
        {
            using var session = new PanelApp.Session(new Uri(app.Urls.First()));
            using var answer = await session.SubmitSignInAsync("ada", PanelApp.Password);
            Assert.Equal("/", answer.Headers.Location?.AbsolutePath);
            Assert.Contains("Dreams", Assert.Single(app.Services.GetRequiredService<PanelProblems>().All).Sentence, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Updates_Torn_AreKeptBesideTheNewOnes()
    {
        Directory.CreateDirectory(Data(""));
        await File.WriteAllTextAsync(Data("image-updates.json"), """{"names":{"a""", Token);
        var file = new UpdateFile(new PanelOptions { DataRoot = Data("") }, NullLogger<UpdateFile>.Instance);

        Assert.Empty(file.Read().Names);
        await file.WriteAsync("{}"u8.ToArray());

        Assert.Equal("""{"names":{"a""", await File.ReadAllTextAsync(Directory.GetFiles(Data(""), "image-updates.json.damaged-*").Single(), Token));
    }

    [Fact]
    public void Settings_Torn_AreToldInOneSentence()
    {
        var file = Path.Combine(_root, "settings.json");
        File.WriteAllText(file, """{"Panel":{"DataRoot":""");

        var error = Assert.Throws<InvalidDataException>(() => new ConfigurationBuilder().AddJsonFile(file).Build());

        Assert.Contains(file, PanelHost.Sentence(error), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", PanelHost.Sentence(error), StringComparison.Ordinal);
    }

    private string Data(string name) => Path.Combine(_root, "data", name);

    private Task<int> StartAsync(Func<WebApplication, Task>? look = null) => StartAsync(async app =>
    {
        if (look is not null) await look(app);
        return 0;
    });

    private async Task<T> StartAsync<T>(Func<WebApplication, Task<T>> look)
    {
        string[] settings =
        [
            "--applicationName=panel", "--Urls=http://127.0.0.1:0", $"--Panel:DataRoot={Data("")}", $"--Panel:RunRoot={_root}/run",
            "--Panel:Admin:UserName=ada", $"--Panel:Admin:Password={PanelApp.Password}", "--Logging:LogLevel:Default=None",
        ];
        await using var app = Program.Build(settings, builder => builder.Services.AddSingleton<EngineFactory>((_, _) => Task.FromResult<IContainerEngine>(new FakeEngine())));
        try
        {
            await PanelHost.StartAsync(app, Token);
            return await look(app);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
            SqliteConnection.ClearAllPools();
        }
    }
}
